"""What a page says, without its markup."""

import html
import re


def text_of(markup: str) -> str:
    body = re.sub(r"<script.*?</script>", " ", markup, flags=re.DOTALL)
    body = re.sub(r"</(?:p|li|h\d|td|th|dt|dd|a|span|strong|label|small|option|summary)>", " ", body)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", body)))


def read(client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200
    return text_of(response.content.decode())
