"""What a questionnaire is and what it means to answer one: no web, no database."""
