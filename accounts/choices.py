"""Constants of accounts that are not policy."""

from datetime import timedelta

INVITATION_LASTS = timedelta(days=14)

# Version of the personal data notice (templates/accounts/components/data_notice.html). Raise it whenever the text
# changes: acceptance is recorded with the version that the person read.
NOTICE_VERSION = "1"
