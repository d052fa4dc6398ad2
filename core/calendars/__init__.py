"""Working calendars of a business and its teams: shown, edited, compared, brought in from iCalendar files."""
