//! Phrases of everyday language, titles and brands that hold a word for an emotion, or a series, and speak of something else.
//!
//! They hide the names in them, unless the vocabulary knows the whole phrase as a name. The list need not be complete, because
//! such a word counts only beside signs of a face or a series.

const PHRASES: &str = "
    12 angry men / almond joy / anger management / angry birds / angry men / angry orchard / angry video game nerd / annoying orange
    baby s tears / back pain / bad blood / band of brothers / battle cry / bleeding heart / blood sweat tears / bored ape / bored apes / boring company
    boys don t cry / brave browser / brave new world / braveheart / cape despair / cape of good hope / civil war / cold war
    content aware / content creator / content warning / crazy frog / crazy horse / cry baby movie / cry wolf / crying of lot 49
    crying room / culture shock / dazed and confused / dead by daylight / dead cells / dead end / dead island / dead line / dead or alive
    dead pixel / dead rising / dead sea / dead space / death metal / death row / death star / death stranding / death valley
    depression glass / desperate housewives / devil may cry / don t cry / dread locks / drunk history / drunken master
    electric shock / evil dead / excited state / family reunion / far cry / fast and furious / fast furious / fear and loathing / fear factor
    fear of god / fear the walking dead / french kiss / funeral home / future shock / gears of war / girls night out / god of war
    good grief / good morning / grateful dead / grave accent / grave digger / grave of / graveyard keeper / graveyard shift / grief counselling
    grief counseling / group hug day / grumpy cat / guilty pleasure / happily ever after / happy anniversary / happy birthday
    happy christmas / happy days / happy diwali / happy easter / happy ending / happy family / happy feet / happy friday
    happy gilmore / happy halloween / happy holidays / happy hour / happy meal / happy monday / happy mother s day / happy mothers day
    happy father s day / happy fathers day / happy new year / happy thanksgiving / happy tree friends / happy valentine s day
    happy valentines day / heart attack / hope diamond / hug day / hug me / ice cream scream / infinity war / inside out / joy con
    joy division / joy ride / joy stick / kernel panic / kinder surprise / kiss band / kiss cam / laughing buddha / laughing cow
    laughing gas / laughing gull / laughing stock / lonely island / lonely mountain / lonely planet / lonely road / lonely tree
    love actually / love bird / love birds / love bug / love handles / love hotel / love island / love letter / love letters / love seat
    love song / love songs / mad cow / mad hatter / mad max / mad men / mad scientist / max payne / motion sick / nervous breakdown
    nervous system / no fear / no woman no cry / nostalgia critic / ocean s tears / pain au chocolat / pain de campagne / pain killer
    panic at the disco / panic button / panic room / pride and prejudice / pride flag / pride month / pride parade / pride rock
    proud mary / rage against the machine / rage comic / rage comics / rage quit / rage room / red dead / relief map / relief valve
    relief pitcher / road rage / scared straight / scream mask / scream queen / seal of approval / serious sam / shock absorber
    shock top / shock wave / shocked quartz / shy guy / shy guys / sigh no more / sleepy hollow / sleepy joe / smile dental
    smile direct / smiling cobra / sob story / star cross / sweat lodge / system shock / t pain / tear down / tear gas / tear off
    tears for fears / tears in heaven / tears in rain / tears of steel / tears of the kingdom / tears of the sun / tears of themis
    the grudge / thinking cap / thinking emoji / thinking man / tired tires / tree hugger / tropical depression / trust fund / trust issues
    trust wallet / turkish delight / wailing wall / walking dead / war and peace / war bonnet / war cry / war machine / war memorial / war of
    war thunder / war zone / wear and tear / weeping angel / weeping angels / weeping cherry / weeping fig / weeping willow
    weeping willows / wet floor / wine tears / winter war / world at war / world war
    cry baby / happy face killer / happy go lily / pout fish / pouting fish / proud boys / smiley face / sad eyed lady / crying boy painting
    lonely boy black keys / angry boys / smiling faces sometimes / tears of a clown / shy girl book / happy tree / mad world / sad hill
    laughing boy hals / laughing cavalier / crying indian / crying jordan / angry beavers / rage virus / rage room / girl with tears
    emotional damage / drunk in love / sad boys / frieren im / lucky star ornament / naruto bridge / naruto city / naruto strait / naruto whirlpool / naruto whirlpools
";
/// Titles of works and other names that picture boards use, and the vocabulary does not know.
const TITLES: &str = "
    100 sleeping princes / aether gaze / ai tenshi densetsu wedding peach / anima yell / battlefield 1 / birth by sleep / birth of venus
    bishoujo terror / brave girl ravens / brave series / buried stars / buried treasure / courage the cowardly dog / fast and the furious
    fear and hunger / fear hunger / fell in love so i tried / first love ends / fragile dreams / future redeemed / gloomy the naughty grizzly
    goodbye sengen / grass wonder / guilty dragon / happy lesson / happy meek / happy saint sheol / happy synthesizer
    hassan of serenity / healing good precure / hopeless masquerade / hug it precure / hungry nun / innocent grey / innocent red / innocent sin
    itazuraguma no gloomy / kiss on my deity / kiss to lord to darjeeling / kiss x lord x darjeeling
    kitarou of the graveyard / left 4 dead / lonely girl ni sakaraenai / lonely girl s request / looking up to magical girls / lost in memories
    love and producer / love is war / love r / mad father / mad rat dead / memories at trifas / mystery dungeon rescue team
    nanoha innocent / no to the lonely girl / of love and hope / pokemon sleep / pride of eden / princess serenity / producer evol x love
    promise of wizard / raging heart / raging loop / red dead redemption / rescue officer / revenge of the darkness
    revenge of the sith / sentimental graffiti / shining tears / sleeping beauty / stern starks / still in love / strong world
    suicide boy / suicide girl / suicide squad / suicidal girl / tales of innocence / tear ring saga / the adjudicatrix and her resolve
    thousand year blood war / tomica hyper rescue / trauma center / trauma team / unfading smile / wings of farewell / wonder acute
    wonder festival / wonder momo / wonder planet / world endurance / yandere petto / yandere simulator / ace attorney 2 resolve
    tensei v vengeance / cursed x curious / mario bros wonder / superwomen in love
";

/// Lists the phrases.
pub(super) fn everyday_phrases() -> impl Iterator<Item = &'static str> {
    [PHRASES, TITLES]
        .into_iter()
        .flat_map(|list| list.split(['/', '\n']))
        .map(str::trim)
        .filter(|phrase| !phrase.is_empty())
}
