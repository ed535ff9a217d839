"""The shape on disk: tables that are derived from the catalog."""
