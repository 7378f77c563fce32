export default {
  title: 'U kunt nog niet aan casussen werken',
  lead: 'Casussen zijn alleen te zien voor mensen die daarvoor zijn aangewezen en aan alle eisen voldoen.',
  missing: 'Dit ontbreekt nog',
  gaps: {
    designation: 'U bent niet aangewezen voor een casusoverleg.',
    secrecy: 'U hebt de geheimhouding nog niet bevestigd. Dat doet u hieronder.',
    training: 'Er is geen geldige opleiding van u bekend.',
    screening: 'Er is geen geldige screening van u bekend.',
  },
  askAdministrator: 'Vraag uw beheerder om aan te vullen wat u niet zelf kunt doen.',
  secrecy: 'Geheimhouding',
  agree: 'Ik heb dit gelezen en houd mij eraan.',
  agreeFirst: 'Kruis aan dat u dit hebt gelezen en u eraan houdt.',
  confirm: 'Bevestigen',
  confirming: 'Bezig met bevestigen…',
  failed: 'Bevestigen is niet gelukt',
  newText: 'Er is een nieuwe tekst. Laad de pagina opnieuw en lees die.',
} as const;
