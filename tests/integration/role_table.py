"""What every address answers to everybody, as literal tables; test_role_urls.py asks all of them."""

PEOPLE = (
    "contributor", "liaison", "approver", "neighbour", "reviewer", "coordinator", "admin", "advisor", "facilitator",
    "instructor", "citizen", "newcomer", "nobody",
)  # fmt: skip
# «login» is a redirect to the page for signing in; every other redirect is 302. The neighbour is a liaison elsewhere.
# One column per person of PEOPLE; `advisor` to `newcomer` always get the same, so one column says it for the five.
TABLE = """
                                contrib liaison approv neighb reviewer coordin admin others nobody
GET  portal:home                 200     200     200    200    200      200     200   200    200
GET  portal:municipality-choose  302     302     302    302    302      302     302   302    302
GET  portal:municipality         200     200     200    200    200      200     200   200    200
GET  portal:widget               200     200     200    200    200      200     200   200    200
GET  portal:embed                200     200     200    200    200      200     200   200    200
GET  portal:compare-neighbours   302     302     302    302    302      302     302   302    302
GET  portal:compare              200     200     200    200    200      200     200   200    200
GET  portal:methodology          200     200     200    200    200      200     200   200    200
GET  portal:municipality-feed    200     200     200    200    200      200     200   200    200
GET  portal:theme                200     200     200    200    200      200     200   200    200
GET  portal:methodology-edition  200     200     200    200    200      200     200   200    200
GET  portal:question-list        200     200     200    200    200      200     200   200    200
GET  portal:question             200     200     200    200    200      200     200   200    200
GET  portal:glossary             200     200     200    200    200      200     200   200    200
GET  portal:news                 200     200     200    200    200      200     200   200    200
GET  portal:news-feed            200     200     200    200    200      200     200   200    200
GET  portal:publication          200     200     200    200    200      200     200   200    200
GET  portal:scores-csv           200     200     200    200    200      200     200   200    200
GET  portal:data                 200     200     200    200    200      200     200   200    200
GET  portal:data-catalogue       200     200     200    200    200      200     200   200    200
GET  portal:data-newest          200     200     200    200    200      200     200   200    200
GET  portal:data-file            200     200     200    200    200      200     200   200    200
GET  citizens:feedback-list      200     200     200    200    200      200     200   200    200
GET  citizens:feedback-new       200     200     200    200    200      200     200   200    200
POST citizens:feedback-new       422     422     422    422    422      422     422   422    422
GET  citizens:feedback-queue     403     200     403    200    403      200     403   403    login
GET  citizens:feedback-attend    403     200     403    404    403      200     403   403    login
POST citizens:feedback-attend    403     422     403    404    403      422     403   403    login
GET  citizens:feedback-detail    200     200     200    200    200      200     200   200    200
GET  citizens:follow             200     200     200    200    200      200     200   200    200
POST citizens:follow             422     422     422    422    422      422     422   422    422
GET  citizens:follow-sent        200     200     200    200    200      200     200   200    200
GET  citizens:follow-confirm     200     200     200    200    200      200     200   200    200
POST citizens:follow-confirm     200     200     200    200    200      200     200   200    200
GET  citizens:follow-leave       200     200     200    200    200      200     200   200    200
POST citizens:follow-leave       200     200     200    200    200      200     200   200    200
GET  diagnostics:assessment-results 200  200     200    404    200      200     403   403    login
GET  diagnostics:board-compare   403     403     403    403    200      200     403   403    login
GET  diagnostics:board-questions 403     403     403    403    200      200     403   403    login
GET  diagnostics:board-question  403     403     403    403    200      200     403   403    login
GET  diagnostics:board-levels    403     403     403    403    200      200     403   403    login
GET  diagnostics:board-perception 403    403     403    403    200      200     403   403    login
GET  diagnostics:board-evolution 403     403     403    403    200      200     403   403    login
GET  accounts:token-list         403     403     403    403    200      200     403   403    login
POST accounts:token-list         403     403     403    403    200      200     403   403    login
POST accounts:token-revoke       403     403     403    403    302      404     403   403    login
GET  core:gallery                200     200     200    200    200      200     200   200    200
GET  core:health                 200     200     200    200    200      200     200   200    200
GET  diagnostics:work-home       200     200     200    200    302      302     200   200    login
GET  diagnostics:assessment-detail 200   200     200    404    200      200     403   403    login
GET  diagnostics:facts-edit      200     200     200    404    200      200     403   403    login
POST diagnostics:facts-edit      403     302     403    404    403      302     403   403    login
GET  diagnostics:assessment-submit 403   200     403    404    403      403     403   403    login
POST diagnostics:assessment-submit 403   409     403    404    403      403     403   403    login
GET  diagnostics:questionnaire-fill 200  200     200    404    200      200     403   403    login
GET  diagnostics:team-now        302     302     302    302    302      302     403   403    login
GET  diagnostics:indicator-fill  200     200     200    404    200      200     403   403    login
POST diagnostics:indicator-fill  302     302     403    404    403      403     403   403    login
POST diagnostics:answer-save     200     200     403    404    403      403     403   403    login
POST diagnostics:answer-give-back 302    302     403    404    403      403     403   403    login
GET  diagnostics:question-fill   200     200     200    404    200      200     403   403    login
GET  diagnostics:team-work       200     200     200    404    200      200     403   403    login
POST diagnostics:team-work       403     409     403    404    403      403     403   403    login
GET  diagnostics:workbook        200     200     200    404    200      200     403   403    login
POST diagnostics:workbook        422     422     403    404    403      403     403   403    login
GET  diagnostics:workbook-download 200   200     200    404    200      200     403   403    login
GET  diagnostics:questionnaire-print 200 200     200    404    200      200     403   403    login
GET  diagnostics:questionnaire-pdf 200   200     200    404    200      200     403   403    login
GET  diagnostics:report-list     200     200     200    404    200      200     403   403    login
GET  diagnostics:report-download 404     404     404    404    404      404     403   403    login
GET  diagnostics:evidence-list   200     200     200    404    200      200     403   403    login
GET  diagnostics:evidence-detail 200     200     200    404    200      200     403   403    login
POST diagnostics:evidence-detail 200     200     403    404    403      403     403   403    login
GET  diagnostics:evidence-file   404     404     404    404    404      404     403   403    login
GET  diagnostics:evidence-add    200     200     403    404    403      403     403   403    login
POST diagnostics:evidence-add    422     422     403    404    403      403     403   403    login
GET  diagnostics:evidence-reuse  200     200     403    404    403      403     403   403    login
POST diagnostics:evidence-reuse  422     422     403    404    403      403     403   403    login
POST diagnostics:evidence-detach 302     302     403    404    403      403     403   403    login
GET  diagnostics:sign            403     403     200    403    403      403     403   403    login
POST diagnostics:sign            403     403     422    403    403      403     403   403    login
GET  diagnostics:act-pdf         200     200     200    404    200      200     403   403    login
GET  diagnostics:act-verify      200     200     200    200    200      200     200   200    200
GET  diagnostics:withdraw        403     403     200    403    403      200     403   403    login
POST diagnostics:withdraw        403     403     422    403    403      422     403   403    login
GET  diagnostics:outcome         200     200     200    404    200      200     403   403    login
GET  diagnostics:outcome-answer  200     200     200    404    200      200     403   403    login
POST diagnostics:outcome-answer  422     422     403    404    403      403     403   403    login
GET  diagnostics:reply-send      403     200     200    404    403      403     403   403    login
POST diagnostics:reply-send      403     302     302    404    403      403     403   403    login
GET  diagnostics:answer-history  200     200     200    404    200      200     403   403    login
GET  diagnostics:conflicts-declare 403   403     403    403    200      200     403   403    login
POST diagnostics:conflicts-declare 403   403     403    403    422      422     403   403    login
GET  diagnostics:case            403     403     403    403    200      200     403   403    login
POST diagnostics:case            403     403     403    403    422      422     403   403    login
POST diagnostics:clarifications-send 403 403     403    403    302      302     403   403    login
GET  diagnostics:second-reading  403     403     403    403    200      200     403   403    login
POST diagnostics:second-reading  403     403     403    403    422      422     403   403    login
GET  diagnostics:term-extend     403     403     403    403    403      200     403   403    login
POST diagnostics:term-extend     403     403     403    403    403      422     403   403    login
POST diagnostics:rejoin          403     403     403    403    403      302     403   403    login
GET  diagnostics:agreement       403     403     403    403    200      200     403   403    login
GET  diagnostics:errata          403     403     403    403    403      200     403   403    login
POST diagnostics:errata          403     403     403    403    403      422     403   403    login
GET  administration:log-list        403     403     403    403    403      200     200   403    login
GET  administration:log-download    403     403     403    403    403      200     200   403    login
GET  diagnostics:review-list     403     403     403    403    200      200     403   403    login
GET  diagnostics:review-detail   403     403     403    403    200      200     403   403    login
POST diagnostics:review-close    403     403     403    403    302      302     403   403    login
GET  diagnostics:review-indicator 403    403     403    403    200      200     403   403    login
POST diagnostics:review-indicator 403    403     403    403    302      302     403   403    login
POST diagnostics:answer-mark     403     403     403    403    200      200     403   403    login
GET  diagnostics:board           403     403     403    403    200      200     403   403    login
GET  diagnostics:board-round     403     403     403    403    200      200     403   403    login
GET  diagnostics:round-publish   403     403     403    403    403      200     403   403    login
POST diagnostics:round-publish   403     403     403    403    403      302     403   403    login
GET  diagnostics:edition-list 403     403     403    403    403      200     403   403    login
POST diagnostics:edition-list 403     403     403    403    403      302     403   403    login
GET  diagnostics:edition-download 403     403     403    403    403      404     403   403    login
GET  diagnostics:draft-detail 403     403     403    403    403      200     403   403    login
POST diagnostics:draft-detail 403     403     403    403    403      302     403   403    login
GET  diagnostics:draft-download 403     403     403    403    403      404     403   403    login
GET  diagnostics:draft-preview 403     403     403    403    403      200     403   403    login
GET  diagnostics:draft-publish 403     403     403    403    403      200     403   403    login
POST diagnostics:draft-publish 403     403     403    403    403      409     403   403    login
GET  diagnostics:draft-head 403     403     403    403    403      200     403   403    login
POST diagnostics:draft-head 403     403     403    403    403      422     403   403    login
GET  diagnostics:draft-rules 403     403     403    403    403      200     403   403    login
POST diagnostics:draft-rules 403     403     403    403    403      422     403   403    login
GET  diagnostics:draft-add 403     403     403    403    403      200     403   403    login
POST diagnostics:draft-add 403     403     403    403    403      422     403   403    login
GET  diagnostics:draft-part 403     403     403    403    403      200     403   403    login
POST diagnostics:draft-part 403     403     403    403    403      422     403   403    login
GET  diagnostics:draft-remove 403     403     403    403    403      200     403   403    login
POST diagnostics:draft-remove 403     403     403    403    403      302     403   403    login
GET  accounts:profile            200     200     200    200    200      200     200   200    login
POST accounts:profile            422     422     422    422    422      422     422   422    login
GET  accounts:invitation-accept  200     200     200    200    200      200     200   200    200
POST accounts:invitation-accept  422     422     422    422    422      422     422   422    422
GET  accounts:notice-list        200     200     200    200    200      200     200   200    login
GET  accounts:notice-open        404     302     404    404    404      404     404   404    login
POST accounts:notice-read        404     302     404    404    404      404     404   404    login
POST accounts:notice-read-all    302     302     302    302    302      302     302   302    login
GET  accounts:notice-preferences 200     200     200    200    200      200     200   200    login
POST accounts:notice-preferences 422     422     422    422    422      422     422   422    login
GET  accounts:team-list          403     200     403    200    403      200     200   403    login
POST accounts:team-list          403     422     403    422    403      422     422   403    login
GET  accounts:membership-end     403     200     403    404    403      200     200   403    login
POST accounts:membership-end     403     422     403    404    403      422     422   403    login
POST accounts:invitation-revoke  403     302     403    404    403      302     302   403    login
POST accounts:invitation-resend  403     302     403    404    403      302     302   403    login
GET  accounts:roster-upload      403     200     403    200    403      200     200   403    login
POST accounts:roster-upload      403     422     403    422    403      422     422   403    login
POST accounts:roster-invite      403     302     403    302    403      302     302   403    login
GET  accounts:roster-template    403     200     403    200    403      200     200   403    login
GET  accounts:absent-list        403     200     403    200    403      200     200   403    login
POST accounts:absent-mail        403     302     403    302    403      302     302   403    login
POST accounts:person-remind      403     302     403    404    403      302     302   403    login
GET  administration:mail-list    403     403     403    403    403      200     200   403    login
POST administration:mail-send-all 403    403     403    403    403      302     302   403    login
POST administration:mail-send    403     403     403    403    403      302     302   403    login
"""
# Pages of allauth: what whoever is signed in gets, and nobody.
THEIRS = {
    "account_login": (302, 200), "account_logout": (200, 302), "account_inactive": (200, 200), "account_signup": (302, 200),
    "account_reauthenticate": (200, "login"), "account_email": (200, "login"),
    "account_email_verification_sent": (200, 200), "account_change_password": (200, "login"),
    "account_set_password": (302, "login"), "account_reset_password": (200, 200),
    "account_confirm_login_code": (302, 302), "account_confirm_email": (200, 200),
    "account_reset_password_from_key": (200, 200), "account_reset_password_from_key_done": (200, 200),
    "account_reset_password_done": (200, 200),
    "mfa_index": (200, "login"), "mfa_authenticate": (302, 302), "mfa_reauthenticate": (302, "login"),
    "mfa_activate_totp": (302, "login"), "mfa_deactivate_totp": (404, "login"), "mfa_generate_recovery_codes": (302, "login"),
    "mfa_view_recovery_codes": (404, "login"), "mfa_download_recovery_codes": (404, "login"),
}  # fmt: skip
