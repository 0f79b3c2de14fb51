"""School days in Flanders: holidays, local days off, the hours for reminders, and dates as staff type them."""
