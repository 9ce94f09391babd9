"""The slice of attachments: checked by their content, kept encrypted outside the database, erased."""
