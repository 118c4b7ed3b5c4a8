-- What an entry of the journal was, as JSON with its verb; NULL where an earlier version wrote it in the words of a command.
ALTER TABLE journal ADD COLUMN action TEXT;
