"""Drawing: from (CardSpec, Series) to plain figures and components, never to a query."""
