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
GET  portal:help                 200     200     200    200    200      200     200   200    200
GET  portal:help-manual          200     200     200    200    200      200     200   200    200
GET  portal:help-topic           200     200     200    200    200      200     200   200    200
GET  portal:glossary             200     200     200    200    200      200     200   200    200
GET  portal:news                 200     200     200    200    200      200     200   200    200
GET  portal:news-feed            200     200     200    200    200      200     200   200    200
GET  portal:publication          200     200     200    200    200      200     200   200    200
GET  portal:scores-csv           200     200     200    200    200      200     200   200    200
GET  portal:proof-file           404     404     404    404    404      404     404   404    404
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
GET  citizens:report-new         200     200     200    200    200      200     200   200    200
POST citizens:report-new         422     422     422    422    422      422     422   422    422
GET  citizens:report-detail      200     200     200    200    200      200     200   200    200
GET  citizens:report-queue       403     403     403    403    403      200     200   403    login
GET  citizens:report-answer      403     403     403    403    403      200     200   403    login
POST citizens:report-answer      403     403     403    403    403      422     422   403    login
GET  accounts:search             200     200     200    200    200      200     200   200    login
GET  notices:follow              200     200     200    200    200      200     200   200    200
POST notices:follow              422     422     422    422    422      422     422   422    422
GET  notices:follow-sent         200     200     200    200    200      200     200   200    200
GET  notices:follow-confirm      302     302     302    302    302      302     302   302    302
POST notices:follow-confirm      302     302     302    302    302      302     302   302    302
GET  notices:follow-leave        302     302     302    302    302      302     302   302    302
POST notices:follow-leave        302     302     302    302    302      302     302   302    302
GET  results:assessment-results 200  200     200    404    200      200     403   403    login
GET  results:board-compare   403     403     403    403    200      200     403   403    login
GET  results:board-questions 403     403     403    403    200      200     403   403    login
GET  results:board-question  403     403     403    403    200      200     403   403    login
GET  results:board-levels    403     403     403    403    200      200     403   403    login
GET  results:board-perception 403    403     403    403    200      200     403   403    login
GET  results:board-evolution 403     403     403    403    200      200     403   403    login
GET  accounts:token-list         403     403     403    403    200      200     403   403    login
POST accounts:token-list         403     403     403    403    302      302     403   403    login
POST accounts:token-revoke       403     403     403    403    302      404     403   403    login
GET  core:gallery                200     200     200    200    200      200     200   200    200
GET  core:health                 200     200     200    200    200      200     200   200    200
GET  assessments:work-home       200     200     200    200    302      302     200   200    login
GET  assessments:assessment-detail 200   200     200    404    200      200     403   403    login
GET  results:round-list 403 403 403 403 403 200 403 403 login
GET  results:round-open 403 403 403 403 403 200 403 403 login
POST results:round-open 403 403 403 403 403 422 403 403 login
GET  results:round-detail 403 403 403 403 403 200 403 403 login
POST results:round-rename 403 403 403 403 403 422 403 403 login
POST results:round-redate 403 403 403 403 403 422 403 403 login
POST results:round-municipality-add 403 403 403 403 403 422 403 403 login
POST results:round-municipality-remove 403 403 403 403 403 302 403 403 login
POST results:round-close-early 403 403 403 403 403 422 403 403 login
POST results:round-end-rehearsal 403 403 403 403 403 422 403 403 login
POST results:round-cancel 403 403 403 403 403 422 403 403 login
GET  assessments:facts-edit      200     200     200    404    200      200     403   403    login
POST assessments:facts-edit      403     302     403    404    403      302     403   403    login
GET  assessments:assessment-submit 403   200     403    404    403      403     403   403    login
POST assessments:assessment-submit 403   409     403    404    403      403     403   403    login
GET  assessments:questionnaire-fill 200  200     200    404    200      200     403   403    login
GET  assessments:team-now        302     302     302    302    302      302     403   403    login
GET  assessments:indicator-fill  200     200     200    404    200      200     403   403    login
POST assessments:indicator-fill  302     302     403    404    403      403     403   403    login
POST assessments:answer-save     200     200     403    404    403      403     403   403    login
POST review:answer-give-back 302    302     403    404    403      403     403   403    login
GET  assessments:question-fill   200     200     200    404    200      200     403   403    login
GET  assessments:team-work       200     200     200    404    200      200     403   403    login
POST assessments:team-work       403     409     403    404    403      403     403   403    login
GET  exchange:workbook           200     200     200    404    200      200     403   403    login
POST exchange:workbook           422     422     403    404    403      403     403   403    login
GET  exchange:workbook-download    200   200     200    404    200      200     403   403    login
GET  assessments:questionnaire-print 200 200     200    404    200      200     403   403    login
GET  assessments:questionnaire-pdf 200   200     200    404    200      200     403   403    login
GET  exchange:report-list        200     200     200    404    200      200     403   403    login
GET  exchange:report-download    404     404     404    404    404      404     403   403    login
GET  assessments:evidence-list   200     200     200    404    200      200     403   403    login
GET  assessments:evidence-detail 200     200     200    404    200      200     403   403    login
POST assessments:evidence-detail 422     422     403    404    403      403     403   403    login
GET  assessments:evidence-file   404     404     404    404    404      404     403   403    login
GET  assessments:evidence-add    200     200     403    404    403      403     403   403    login
POST assessments:evidence-add    422     422     403    404    403      403     403   403    login
GET  assessments:evidence-reuse  200     200     403    404    403      403     403   403    login
POST assessments:evidence-reuse  422     422     403    404    403      403     403   403    login
POST assessments:evidence-detach 302     302     403    404    403      403     403   403    login
POST assessments:evidence-personal-data 404 404  404    404    403      403     403   403    login
GET  review:sign            403     403     200    403    403      403     403   403    login
POST review:sign            403     403     422    403    403      403     403   403    login
GET  review:act-pdf         200     200     200    404    200      200     403   403    login
GET  review:act-verify      200     200     200    200    200      200     200   200    200
GET  review:withdraw        403     403     200    403    403      200     403   403    login
POST review:withdraw        403     403     422    403    403      422     403   403    login
GET  review:outcome         200     200     200    404    200      200     403   403    login
GET  review:outcome-answer  200     200     200    404    200      200     403   403    login
POST review:outcome-answer  422     422     403    404    403      403     403   403    login
GET  review:reply-send      403     200     200    404    403      403     403   403    login
POST review:reply-send      403     302     302    404    403      403     403   403    login
GET  review:answer-history  200     200     200    404    200      200     403   403    login
GET  review:conflicts-declare 403   403     403    403    200      200     403   403    login
POST review:conflicts-declare 403   403     403    403    422      422     403   403    login
GET  review:case            403     403     403    403    200      200     403   403    login
POST review:case            403     403     403    403    422      422     403   403    login
POST review:clarifications-send 403 403     403    403    302      302     403   403    login
GET  review:second-reading  403     403     403    403    200      200     403   403    login
POST review:second-reading  403     403     403    403    422      422     403   403    login
GET  review:term-extend     403     403     403    403    403      200     403   403    login
POST review:term-extend     403     403     403    403    403      422     403   403    login
GET  review:terms-extend    403     403     403    403    403      200     403   403    login
POST review:terms-extend    403     403     403    403    403      422     403   403    login
GET  review:review-assign   403     403     403    403    403      200     403   403    login
POST review:review-assign   403     403     403    403    403      422     403   403    login
POST review:rejoin          403     403     403    403    403      302     403   403    login
GET  results:agreement       403     403     403    403    200      200     403   403    login
GET  results:errata          403     403     403    403    403      200     403   403    login
POST results:errata          403     403     403    403    403      422     403   403    login
GET  results:erratum-proposal 403    403     403    403    403      200     403   403    login
POST results:erratum-proposal 403    403     403    403    403      422     403   403    login
GET  administration:log-list        403     403     403    403    403      200     200   403    login
GET  administration:log-download    403     403     403    403    403      200     200   403    login
GET  review:review-list     403     403     403    403    200      200     403   403    login
GET  review:review-detail   403     403     403    403    200      200     403   403    login
POST review:review-close    403     403     403    403    302      302     403   403    login
GET  review:review-indicator 403    403     403    403    200      200     403   403    login
POST review:review-indicator 403    403     403    403    302      302     403   403    login
POST review:answer-mark     403     403     403    403    200      200     403   403    login
POST review:marks-undo      403     403     403    403    404      404     403   403    login
GET  results:board           403     403     403    403    200      200     403   403    login
GET  results:board-round     403     403     403    403    200      200     403   403    login
GET  results:round-publish   403     403     403    403    403      200     403   403    login
POST results:round-publish   403     403     403    403    403      302     403   403    login
GET  results:round-scores    403     403     403    403    403      200     403   403    login
POST results:round-scores    403     403     403    403    403      400     403   403    login
POST results:round-links     403     403     403    403    403      302     403   403    login
GET  results:remind          403     403     403    403    403      200     403   403    login
POST results:remind          403     403     403    403    403      422     403   403    login
GET  results:write-liaisons  403     403     403    403    403      200     403   403    login
POST results:write-liaisons  403     403     403    403    403      422     403   403    login
GET  instruments:edition-list 403     403     403    403    403      200     403   403    login
POST instruments:edition-list 403     403     403    403    403      302     403   403    login
GET  instruments:edition-download 403     403     403    403    403      404     403   403    login
GET  instruments:draft-detail 403     403     403    403    403      200     403   403    login
POST instruments:draft-detail 403     403     403    403    403      302     403   403    login
GET  instruments:draft-download 403     403     403    403    403      404     403   403    login
GET  assessments:draft-preview 403     403     403    403    403      200     403   403    login
GET  instruments:draft-publish 403     403     403    403    403      200     403   403    login
POST instruments:draft-publish 403     403     403    403    403      409     403   403    login
GET  instruments:draft-head 403     403     403    403    403      200     403   403    login
POST instruments:draft-head 403     403     403    403    403      422     403   403    login
GET  instruments:draft-rules 403     403     403    403    403      200     403   403    login
POST instruments:draft-rules 403     403     403    403    403      422     403   403    login
GET  instruments:draft-add 403     403     403    403    403      200     403   403    login
POST instruments:draft-add 403     403     403    403    403      422     403   403    login
GET  instruments:draft-part 403     403     403    403    403      200     403   403    login
POST instruments:draft-part 403     403     403    403    403      422     403   403    login
GET  instruments:draft-remove 403     403     403    403    403      200     403   403    login
POST instruments:draft-remove 403     403     403    403    403      302     403   403    login
GET  accounts:profile            200     200     200    200    200      200     200   200    login
POST accounts:profile            422     422     422    422    422      422     422   422    login
GET  accounts:invitation-accept  302     302     302    302    302      302     302   302    302
POST accounts:invitation-accept  422     422     422    422    422      422     422   422    422
GET  notices:notice-list         200     200     200    200    200      200     200   200    login
GET  notices:notice-open         404     302     404    404    404      404     404   404    login
POST notices:notice-read         404     302     404    404    404      404     404   404    login
POST notices:notice-read-all     302     302     302    302    302      302     302   302    login
GET  notices:notice-preferences  200     200     200    200    200      200     200   200    login
POST notices:notice-preferences  422     422     422    422    422      422     422   422    login
GET  accounts:team-list          403     200     403    200    403      200     200   403    login
GET  accounts:invite             403     200     403    200    403      200     200   403    login
POST accounts:invite             403     422     403    422    403      422     422   403    login
GET  accounts:membership-change  403     200     403    404    403      200     200   403    login
POST accounts:membership-change  403     422     403    404    403      422     422   403    login
GET  accounts:person-detail      403     200     403    404    403      200     200   403    login
POST accounts:person-detail      403     422     403    404    403      422     422   403    login
GET  accounts:factor-reset       403     403     403    403    403      200     200   403    login
POST accounts:factor-reset       403     403     403    403    403      422     422   403    login
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
GET  portal:privacy              200     200     200    200    200      200     200   200    200
GET  portal:accessibility        200     200     200    200    200      200     200   200    200
GET  administration:state        403     403     403    403    403      200     200   403    login
POST administration:task-run-again 403   403     403    403    403      302     302   403    login
POST administration:task-dismiss 403     403     403    403    403      302     302   403    login
GET  administration:text-list    403     403     403    403    403      200     200   403    login
GET  administration:text-edit    403     403     403    403    403      200     200   403    login
POST administration:text-edit    403     403     403    403    403      422     422   403    login
GET  administration:text-versions 403    403     403    403    403      200     200   403    login
POST administration:text-restore 403     403     403    403    403      302     302   403    login
GET  administration:places       403    403     403    403    403      200     200   403    login
POST administration:places       403    403     403    403    403      422     422   403    login
POST administration:places-load  403    403     403    403    403      302     302   403    login
POST administration:boundaries-load 403 403     403    403    403      422     422   403    login
POST administration:boundaries-remove 403 403   403    403    403      302     302   403    login
GET  exchange:answers-load       403     403     403    403    403      200     200   403    login
POST exchange:answers-load       403     403     403    403    403      422     422   403    login
POST exchange:answers-confirm    403     403     403    403    403      302     302   403    login
GET  exchange:answers-template   403     403     403    403    403      200     200   403    login
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
