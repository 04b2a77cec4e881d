"""Words that stand where notes have names without being any, in small letters; English and German."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: After these comes what somebody is, not how somebody is called.
DETERMINERS = _words("""
    the a an this these those my our your his her their its every each some any no another one der die das den dem des
    ein eine einer einem einen eines dieser diese dieses unser unsere mein meine sein seine ihr ihre jeder jede jedes
    kein keine manche alle
    """)

#: What a sentence begins with, before a name.
OPENERS = _words("""
    and but so then also as when while because if although yesterday today later now finally first next still however in
    on at per by for with meanwhile afterwards maybe perhaps even only after before since once again later there here
    what how why where und aber dann auch als wenn weil obwohl gestern heute später jetzt schließlich zuerst trotzdem
    danach dazu dort hier vielleicht nur bei beim im am zum zur mit von nach vor seit noch dass wie warum wo was
    """)

#: Between the parts of a name.
PARTICLES = _words("van von der den de del della di da dos la le bin ibn al el ten ter zu zur y e")

ORDINARY = _words("""
    i you he she it we they me us them who everybody everyone somebody someone nobody anybody people person folks others
    both none many most all several few half another somewhere anonymous unknown speaker speakers host hosts audience
    facilitator moderator attendee attendees participant participants scribe convener presenter organiser organizer
    group groups team teams room company vendor vendors customer customers user users admin admins developer developers
    engineer engineers manager managers management security ops operations staff friend colleague colleagues guest note
    notes action actions task tasks decision decisions question questions answer answers tool tools agreed todo summary
    idea ideas problem problems solution solutions example examples topic topics result results goal goals pro pros con
    cons plus minus link links resource resources reference references source sources warning tip tips hint important
    caveat caveats reason reasons reply follow followup outcome outcomes takeaway takeaways background context
    conclusion issue issues risk risks benefit benefits cost costs step steps phase part chapter option options case day
    days week weeks month months year years time date when where what why how which today tomorrow yesterday monday
    tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december morning afternoon evening night spring summer autumn winter root cause workshop workshops
    area areas field fields item items line lines rest that one two three four five six seven eight nine ten first
    second third last next other new old big small good bad best worst better open closed done status update updates
    agenda minutes plan plans roadmap scope requirement requirements input output data log logs metrics alerts alert
    error errors failure failures success test tests testing bug bugs feature features code config server servers client
    clients database network cloud service services storage memory backup backups restore version release releases
    deploy deploys build builds pipeline incident incidents outage postmortem review reviews process policy rule rules
    model models system systems platform project projects product products page pages document documents docs
    documentation manual blog post posts talk talks session sessions book paper survey study report reports article law
    contract statistics poll votes vote number numbers price quote quotes quotation quotations fact facts claim opinion
    opinions comment comments discussion feedback lesson lessons experience experiences story stories rumour thanks
    thank please yes no ok okay hello hi welcome attention remember see also before after during without within about
    against between because however short long full total average maximum minimum default input interlude break lunch
    dinner breakfast coffee keynote plenary closing opening intro introduction setup usage install getting things thing
    stuff something nothing everything anything use using used try avoid never always sometimes usually often mostly
    don't do does did can could should would will must it's that's there's let's english german french europe germany
    america internet web email phone ich du er sie es wir ihr jemand niemand man alle beide viele einige manche mehrere
    andere leute person personen jeder mensch menschen teilnehmer teilnehmerin teilnehmende publikum moderator
    moderatorin gastgeber gastgeberin gruppe gruppen raum firma hersteller kunde kundin kunden nutzer nutzerin kollege
    kollegin kollegen chef chefin gast gäste anwesende sprecher sprecherin entwickler entwicklerin verwaltung betrieb
    notiz notizen aktion aktionen aufgabe aufgaben entscheidung entscheidungen beschluss frage fragen antwort antworten
    werkzeug werkzeuge vereinbart zusammenfassung idee ideen problem probleme lösung lösungen beispiel beispiele thema
    themen ergebnis ergebnisse ziel ziele vorteil vorteile nachteil nachteile quelle quellen warnung tipp tipps hinweis
    hinweise achtung wichtig grund gründe folge folgen fazit risiko risiken nutzen kosten schritt schritte teil kapitel
    tag tage woche wochen monat monate jahr jahre zeit datum wann wo was warum wie heute morgen gestern montag dienstag
    mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember eins zwei drei vier
    fünf erste erster erstes zweite dritte letzte nächste nächster neu alt gut schlecht besser offen offene erledigt
    stand ablauf plan pläne daten fehler regel regeln dienst dienste netz speicher sicherung gesetz vertrag umfrage
    studie statistik bericht berichte artikel buch handbuch doku dokumentation seite seiten vortrag zitat zitate meinung
    kommentar diskussion erfahrung erfahrungen geschichte danke bitte ja nein hallo willkommen pause essen mittagessen
    kaffee einführung abschluss wer name tatsache zahl zahlen preis hinterher nachtrag anmerkung
    其他 大家 我们 他们 有人 问题 总结 结论
    行动 注意 例如 工具
    """)
