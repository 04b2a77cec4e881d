"""The words for what a session has, as people in several languages write them above columns and before colons. Pure."""

import re
import unicodedata
from functools import cache

#: What a key can mean. `never` is what no import takes; `nothing` is for other programs and says nothing about the
#: session.
_WORDS = {
    "title": "title titel titre titulo titolo name session topic thema sujet tema tema-titel subject betreff"
    " session-title session-name talk-title proposal-title sessiontitel vortragstitel uberschrift nom 題名 タイトル"
    " 件名 العنوان عنوان",
    "hosts": "host hosts hosted-by speaker speakers speaker-names convener conveners convened-by convenor convenors"
    " presenter presenters presented-by facilitator facilitators facilitated-by led-by moderator moderation"
    " moderatorin moderiert-von referent referentin referenten referierende vortragende vortragender sprecher"
    " sprecherin sprecherinnen gastgeber gastgeberin einreicher einreicherin leitung geleitet-von person persons"
    " persona personen intervenant intervenante intervenants intervenantes orateur oratrice orateurs animateur"
    " animatrice anime-par anfitrion anfitriona anfitriones ponente ponentes facilitador facilitadora relatore"
    " conduce owner-names who wer qui quien 発表者 司会 主催 主催者 登壇者 المتحدث المضيف المتحدثون مقدم",
    "author": "author authors autor autorin autoren auteur auteure auteurs 著者 作者 الكاتب المؤلف by par por",
    "scribe": "scribe scribes notes-by note-taker notetaker notetakers protokollant protokollantin protokoll-von"
    " mitschrift-von schreiber notes-de secretaire 記録 記録者",
    "tags": "tags tag keyword keywords schlagwort schlagworte schlagworter stichwort stichworte stichworter category"
    " categories kategorie kategorien mots-cles mot-cle etiquette etiquettes etiqueta etiquetas palabras-clave"
    " label labels topics themen タグ الوسوم وسوم",
    "track": "track spur strang theme-track strand",
    "day": "date day datum jour dia fecha giorno data session-date 日付 日 日時 التاريخ اليوم when wann quand cuando",
    "starts": "time start starts start-time starts-at startsat begin begins beginn startzeit uhrzeit zeit von von-uhr"
    " ab from heure debut hora inicio ora inizio slot timeslot time-slot zeitslot block creneau hora-inicio"
    " 時間 時刻 開始 الوقت وقت",
    "ends": "end ends end-time ends-at endsat ende endzeit bis to until fin hora-fin fine 終了 النهاية",
    "minutes": "duration dauer duree duracion length lange minutes minuten durata 所要時間 المدة",
    "room": "room rooms raum saal zimmer location ort place where wo salle lieu sala lugar luogo aula 場所 会場 部屋"
    " القاعة المكان قاعة",
    "pitch": "abstract pitch summary subtitle untertitel kurzbeschreibung kurztext teaser zusammenfassung resume"
    " resumen riassunto excerpt 概要 الملخص",
    "description": "description beschreibung langbeschreibung descripcion descrizione details detail 説明 الوصف",
    "text": "notes note notizen notiz content inhalt body markdown text mitschrift protokoll contenu contenido"
    " notas apuntes appunti minutes-text session-notes メモ ノート 議事録 ملاحظات",
    "links": "links link url urls attachments material materialien resources ressourcen",
    "order": "order number nr nummer no numero num weight position reihenfolge sort # 番号 رقم",
    "key": "id code key uid session-id proposal-id",
    "kind": "type kind art typ format session-type submission-type sessionart",
    "published": "published veroffentlicht publish publie publicado",
    "draft": "draft entwurf brouillon borrador wip private privat unlisted",
    "state": "status state zustand",
    "attribution": "attribution policy attribution-policy regel confidentiality vertraulichkeit",
    "photos": "photos photo images image pictures fotos foto bilder bild cover banner featured-image 写真",
    "credit": "credit credits photo-credit photo-credits photo-by photos-by photographer fotograf fotografin"
    " bildnachweis fotonachweis credit-photo",
    "venue": "venue veranstaltungsort",
    "time-zone": "timezone time-zone tz zeitzone fuseau-horaire zona-horaria",
    "theme": "theme motto claim",
    "last-day": "ends-on end-date last-day enddatum",
    "first-day": "starts-on start-date first-day startdatum",
    "language": "language lang sprache langue idioma 言語 اللغة",
    "never": "owner owners role roles guid uuid permission permissions visibility user users user-id author-id"
    " created-by acl access password token secret email e-mail mail slug",
    "nothing": "layout slideoptions aliases alias cssclass cssclasses publish-to created updated modified lastmod"
    " created-at updated-at robots breaks ga dir toc output documentclass geometry fontsize header-includes permalink"
    " comments mathjax template kanban-plugin lang-dir type-of-page is-confirmed do-not-record logo color",
}


def plain(key: str) -> str:
    """`Start-Time `, `start_time` and `startTime` are one word; accents do not count."""
    neutral = re.sub(r"(?<=\w)(?:[*:_/·-]-?in(?:nen)?|\(s\))(?=\W|$)", "", key.strip().strip("*_:： "))
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", neutral)
    folded = unicodedata.normalize("NFKD", parted.casefold().replace("ß", "ss"))
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"[\s_.-]+", "-", unicodedata.normalize("NFKC", bare)).strip("-")


def meaning_of(key: str) -> str:
    """What a key means, empty for one that we do not know."""
    word = plain(key)
    return _meanings().get(word) or _meanings().get(word.replace("-", ""), "")


@cache
def _meanings() -> dict[str, str]:
    return {plain(word): meaning for meaning, words in _WORDS.items() for word in words.split()}
