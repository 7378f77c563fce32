export default {
  title: 'Hulp en uitleg',
  lead: 'Dit systeem ondersteunt het multidisciplinair casusoverleg radicalisering: van signaal tot afsluiting.',
  sections: {
    how: {
      title: 'Hoe werkt het?',
      items: [
        'Elke stap die een mens moet doen, komt als taak in het postvak van de organisatie die aan de beurt is.',
        'U pakt een taak op. Uw collega’s zien dan dat u ermee bezig bent.',
        'U vult het formulier in en verstuurt het. De casus gaat vanzelf verder naar de volgende stap.',
        'Automatische stappen, zoals het tellen van stemmen, doet het systeem zelf.',
      ],
    },
    terms: {
      title: 'Termijnen',
      items: [
        'Termijnen tellen in werkdagen. Weekenden en officiële feestdagen tellen niet mee.',
        'De termijnen zijn lokaal beleid. Er is geen wettelijke termijn.',
        'Is een taak bijna te laat? Dan krijgt u een herinnering bij de taak.',
      ],
    },
    seen: {
      title: 'Wie ziet wat?',
      items: [
        'U ziet alleen casussen waarin uw organisatie meedoet, en alleen wat u voor uw taak nodig hebt.',
        'Bij de weging ziet u alleen uw eigen stem, tot alle drie de stemmen binnen zijn.',
        'De twee risicobeoordelaars zien elkaars oordeel pas als beide klaar zijn.',
        'Na het afsluiten worden de gegevens direct afgeschermd.',
      ],
    },
    careful: {
      title: 'Zorgvuldig invullen',
      items: [
        'Houd feiten en uw mening apart.',
        'Schrijf alleen op wat nodig is voor het doel.',
        'Leg bij elke keuze uit waarom u die maakt.',
      ],
    },
  },
  words: {
    title: 'Woorden',
    items: [
      {
        word: 'Signaal',
        meaning: 'Een zorg over mogelijke radicalisering van iemand. Met een signaal begint een casus.',
      },
      { word: 'Weging', meaning: 'Gemeente, politie en OM beslissen samen of een casus wordt opgenomen.' },
      { word: 'Casusregisseur', meaning: 'De persoon die één casus leidt en bewaakt.' },
      {
        word: 'Risicotaxatie',
        meaning: 'Twee professionals beoordelen los van elkaar de risico’s en wat beschermt.',
      },
      {
        word: 'Plan van aanpak',
        meaning: 'De doelen en acties voor één casus, met wie wat doet en wanneer.',
      },
      { word: 'Evaluatie', meaning: 'Kijken of het plan werkt: doorgaan, bijstellen of afsluiten.' },
    ],
  },
  keyboard: {
    title: 'Werken met het toetsenbord',
    text: 'Alles werkt met het toetsenbord. Met Tab gaat u naar het volgende onderdeel, met Enter kiest u, met de pijltjes wisselt u tussen antwoorden. Bovenaan elke pagina staat een link ‘Naar de inhoud’.',
  },
  version: 'Versie {{version}}',
  accessibility: {
    title: 'Toegankelijkheid',
    lead: 'Iedereen moet met dit systeem kunnen werken. Wij willen voldoen aan de norm WCAG 2.2, niveau AA.',
    doneTitle: 'Wat wij doen',
    done: [
      'Elke pagina werkt met het toetsenbord en met een schermlezer.',
      'Niets wordt alleen met kleur duidelijk gemaakt. Termijnen staan er in woorden bij.',
      'Elk processchema staat er ook als lijst met stappen.',
      'Fouten in een formulier staan bovenaan in een lijst en bij het veld zelf.',
      'Pagina’s passen op een smal scherm en bij 200% vergroting. Bewegingen volgen de instelling van uw apparaat.',
      'Elke pagina wordt bij elke wijziging automatisch gecontroleerd met axe-core.',
    ],
    knownTitle: 'Wat nog niet goed is',
    known: [
      'Het processchema zelf is met een schermlezer niet te lezen. Gebruik de lijst met stappen.',
      'De tekenomgeving voor processen werkt deels alleen met de muis.',
      'Teksten uit het dossier en de meeste namen van stappen zijn er alleen in het Nederlands.',
      'Er is nog geen onderzoek door een onafhankelijke partij gedaan.',
    ],
    statementTitle: 'Verklaring',
    statement:
      'Dit is het begin van een toegankelijkheidsverklaring. De organisatie die dit systeem gebruikt, laat het onderzoeken en publiceert de volledige verklaring. Dat onderzoek is ten minste elke drie jaar nodig.',
    reportTitle: 'Werkt iets niet?',
    report: 'Meld het bij de beheerder van uw organisatie. Vertel welke pagina het is en wat u wilde doen.',
  },
} as const;
