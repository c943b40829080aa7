"""Control screening: where a record touches a control list, and what a reviewer decided. A hint decides nothing."""
