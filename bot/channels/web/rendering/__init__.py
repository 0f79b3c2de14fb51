"""From replies, guides and the plan to HTML, form values, PDF and plots."""
