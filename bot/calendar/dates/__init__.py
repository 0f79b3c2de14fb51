"""Reading a day in words: "na de vakantie", "12/3", "volgende week maandag"."""
