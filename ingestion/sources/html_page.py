"""Pages of ERCOT's site: no key, no history, loose markup."""

from collections.abc import Iterator

from ingestion.feed import Feed, Form, HtmlPage
from ingestion.opening import refuse_imposters
from ingestion.sources.dashboard_json import document
from ingestion.transport import HTML, Transport
from models.observation import Document


def fetch(transport: Transport, feed: Feed, form: Form) -> Iterator[Document]:
    """The page as it is now; nothing where it has not changed. Raises Refused or Unavailable."""
    if not isinstance(form.source, HtmlPage):
        raise TypeError(f"{form.name} is no page")
    answer = transport.get(form.source.path, limits=HTML, conditional=True)
    if answer.body is not None:
        refuse_imposters(answer.body, form.media)
        yield document(answer, answer.body, feed, form, form.source.path.rsplit("/", 1)[-1])
