"""The yearly figures of a school, without small counts: as CSV, and as a report of one page."""
