"""Values and pure rules: nothing here waits, stores or sends."""
