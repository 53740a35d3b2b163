"""What many stations hear, dealt to several processes that make one set of incidents of it."""
