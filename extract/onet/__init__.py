"""O*NET: the text files of a database release."""
