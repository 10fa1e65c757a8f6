"""English forms that no stemmer joins: irregular verbs and plurals, each with its base form."""

_FORMS = """
arise arose arisen | awake awoke awoken | bear bore borne | beat beaten | become became | begin began begun |
bend bent | bind bound | bite bit bitten | bleed bled | blow blew blown | break broke broken | breed bred |
bring brought | build built | burn burnt | buy bought | catch caught | choose chose chosen | cling clung |
come came | creep crept | deal dealt | dig dug | draw drew drawn | dream dreamt | drink drank drunk |
drive drove driven | eat ate eaten | fall fell fallen | feed fed | feel felt | fight fought | flee fled |
fly flew flown | forbid forbade forbidden | forget forgot forgotten | forgive forgave forgiven | freeze froze frozen |
get got gotten | give gave given | go went gone | grow grew grown | hang hung | hear heard | hide hid hidden |
hold held | keep kept | kneel knelt | know knew known | lay laid | lead led | leap leapt | learn learnt | leave left |
lend lent | lose lost | make made | mean meant | meet met | mistake mistook mistaken | overcome overcame |
overthrow overthrew overthrown | pay paid | prove proven | ride rode ridden | ring rang rung | rise rose risen |
run ran | say said | see saw seen | seek sought | sell sold | send sent | sew sewn | shake shook shaken | shine shone |
shoot shot | show shown | shrink shrank shrunk | sing sang sung | sink sank sunk | sit sat | sleep slept |
slide slid | speak spoke spoken | spend spent | spin spun | spring sprang sprung | stand stood | steal stole stolen |
stick stuck | strike struck stricken | swear swore sworn | sweep swept | swim swam swum | swing swung |
take took taken | teach taught | tear tore torn | tell told | think thought | throw threw thrown |
understand understood | undertake undertook undertaken | wake woke woken | wear wore worn | weave wove woven |
win won | withdraw withdrew withdrawn | write wrote written | man men | woman women | child children | foot feet |
tooth teeth | goose geese | mouse mice | person people | ox oxen | crisis crises | analysis analyses |
thesis theses | hypothesis hypotheses | phenomenon phenomena | criterion criteria | nucleus nuclei |
wife wives | knife knives | wolf wolves | half halves | shelf shelves | thief thieves |
die died dying dies | lie lied lying | tie tied tying | better best good | worse worst bad |
programme program programs programmed programming | defence defense defenses | centre center centers centered |
organisation organization | colour color colors colored coloring | labour labor labors labored |
favour favor favors favored | harbour harbor harbors | theatre theater theaters | metre meter meters |
litre liter liters
"""

BASE_FORMS: dict[str, str] = {
    form: forms[0] for forms in (line.split() for line in _FORMS.replace("\n", " ").split("|")) for form in forms[1:]
}
"""Irregular form to base form; forms that are common words of their own ("found", "lives") are left out."""
