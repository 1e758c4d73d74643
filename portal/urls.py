"""URLs of the public site."""

from django.urls import path

from portal.choices import ABOUT, ACCESSIBILITY, CONTACT, ENGLISH, PRESS, PRIVACY, SECURITY
from portal.views import about, data, finding, gallery, manual, news, proofs, public, questions, take_away, widget

app_name = "portal"

urlpatterns = [
    path("", public.home, name="home"),
    path("municipios/", public.municipality_choose, name="municipality-choose"),
    path("municipios/<slug:slug>/", public.municipality, name="municipality"),
    path("municipios/<slug:slug>/novedades.atom", news.municipality_feed, name="municipality-feed"),
    path("municipios/<slug:slug>/temas/<str:dimension>/", questions.theme, name="theme"),
    path("municipios/<slug:slug>/carta/", take_away.letter, name="letter"),
    path("municipios/<slug:slug>/resumen.pdf", take_away.one_pager, name="one-pager"),
    path("municipios/<slug:slug>/cambios/", public.changes, name="changes"),
    path("municipios/<slug:slug>/widget/", widget.widget, name="widget"),
    path("municipios/<slug:slug>/insertar/", widget.embed, name="embed"),
    path("municipios/<slug:slug>/vecinos/", widget.compare_neighbours, name="compare-neighbours"),
    path("comparar/", public.compare, name="compare"),
    path("como-se-mide/", public.method, name="methodology"),
    path("como-se-mide/<str:instrument>/<str:version>/", public.method_of_edition, name="methodology-edition"),
    path("preguntas/", questions.question_list, name="question-list"),
    path("preguntas/<str:code>/", questions.question, name="question"),
    path("ayuda/", manual.help_index, name="help"),
    path("ayuda/manual/<slug:manual>/", manual.help_manual, name="help-manual"),
    path("ayuda/<slug:topic>/", manual.help_topic, name="help-topic"),
    path("componentes/", gallery.gallery, name="gallery"),
    path("glosario/", news.glossary, name="glossary"),
    path("novedades/", news.news_list, name="news"),
    path("novedades.atom", news.valley_feed, name="news-feed"),
    path("quienes-somos/", about.about, {"key": ABOUT}, name="about"),
    path("contacto/", about.about, {"key": CONTACT}, name="contact"),
    path("datos-personales/", about.about, {"key": PRIVACY}, name="privacy"),
    path("accesibilidad/", about.about, {"key": ACCESSIBILITY}, name="accessibility"),
    path("seguridad/", about.about, {"key": SECURITY}, name="security"),
    path("prensa/", about.about, {"key": PRESS}, name="press"),
    path("en/", about.about, {"key": ENGLISH}, name="english"),
    path(".well-known/security.txt", about.security_txt, name="security-txt"),
    path("robots.txt", finding.robots, name="robots"),
    path("sitemap.xml", finding.sitemap, name="sitemap"),
    path("favicon.ico", finding.favicon, name="favicon"),
    path("municipios/<slug:slug>/tarjeta.png", finding.card_picture, name="card-picture"),
    path("ciclos/<slug:code>/publicacion/", public.publication, name="publication"),
    path("ciclos/<slug:code>/pruebas/<slug:slug>/<str:sha256>/", proofs.proof_file, name="proof-file"),
    path("datos/", data.data, name="data"),
    path("datos/recalcular/", data.recompute, name="recompute"),
    path("datos/todos-los-ciclos.csv", data.all_rounds, {"ending": "csv"}, name="all-rounds-csv"),
    path("datos/todos-los-ciclos.xlsx", data.all_rounds, {"ending": "xlsx"}, name="all-rounds-xlsx"),
    path("datos/todos-los-ciclos.json", data.all_rounds, {"ending": "json"}, name="all-rounds-json"),
    path("datos/catalogo.jsonld", data.catalogue, name="data-catalogue"),
    path("datos/<slug:code>/", data.dataset, name="dataset"),
    path("datos/<slug:code>/puntajes.csv", data.scores_csv, name="scores-csv"),
    path("datos/<slug:code>/<str:name>", data.newest_file, name="data-newest"),
    path("datos/<slug:code>/v<int:version>/<str:name>", data.file, name="data-file"),
]
