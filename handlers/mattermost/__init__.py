"""Mattermost: requests in, Markdown, attachments and dialogs out."""
