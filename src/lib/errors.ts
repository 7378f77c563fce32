/**
 * The error catalogue: every refusal that a person can meet, with a stable code, a kind that an edge translates to its
 * own protocol (HTTP status), a message and what to do next. Texts are Dutch because people read them; they carry ids
 * and never personal data.
 */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'too-many'
  | 'unavailable';

/** A field (JSON pointer into the body) or BPMN element that the error is about. */
export interface ErrorDetail {
  readonly pointer?: string;
  readonly elementId?: string;
  readonly message: string;
}

interface CatalogueEntry {
  readonly kind: ErrorKind;
  readonly title: string;
  /** `{name}` is replaced by the parameter of that name. */
  readonly message: string;
  readonly whatToDo: string;
}

export const errorCatalogue = {
  'invalid-request': {
    kind: 'invalid',
    title: 'Ongeldig verzoek',
    message: 'Het verzoek klopt niet: {reason}.',
    whatToDo: 'Verbeter het verzoek en probeer het opnieuw.',
  },
  'invalid-form': {
    kind: 'invalid',
    title: 'Formulier niet goed ingevuld',
    message: 'Formulier {formId} is niet goed ingevuld.',
    whatToDo: 'Verbeter de genoemde velden en verstuur het opnieuw.',
  },
  'malformed-json': {
    kind: 'invalid',
    title: 'Geen geldige JSON',
    message: 'De inhoud van het verzoek is geen geldige JSON.',
    whatToDo: 'Stuur geldige JSON.',
  },
  'deployment-refused': {
    kind: 'invalid',
    title: 'Proces niet geplaatst',
    message: 'De procesmotor weigert dit proces: {reason}',
    whatToDo: 'Verbeter het genoemde element in het model en plaats het opnieuw.',
  },
  unauthenticated: {
    kind: 'unauthenticated',
    title: 'Niet aangemeld',
    message: 'U bent niet (meer) aangemeld.',
    whatToDo: 'Meld u opnieuw aan.',
  },
  'sign-in-failed': {
    kind: 'unauthenticated',
    title: 'Aanmelden mislukt',
    message: 'Het e-mailadres of het wachtwoord klopt niet.',
    whatToDo: 'Controleer beide en probeer het opnieuw.',
  },
  'own-password-needed': {
    kind: 'forbidden',
    title: 'Kies een eigen wachtwoord',
    message: 'Dit is een tijdelijk wachtwoord, dat ook een beheerder kent.',
    whatToDo: 'Kies een eigen wachtwoord en meld u daarmee aan.',
  },
  'temporary-password-expired': {
    kind: 'forbidden',
    title: 'Tijdelijk wachtwoord verlopen',
    message: 'Dit tijdelijke wachtwoord is niet meer geldig.',
    whatToDo: 'Vraag de beheerder om een nieuw tijdelijk wachtwoord.',
  },
  'not-permitted': {
    kind: 'forbidden',
    title: 'Niet toegestaan',
    message: 'Dit mag u niet doen: {why}',
    whatToDo: 'Vraag een collega met de juiste rol, of neem contact op met de beheerder.',
  },
  'not-found': {
    kind: 'not-found',
    title: 'Niet gevonden',
    message: '{what} is niet gevonden of niet voor u bestemd.',
    whatToDo: 'Controleer de verwijzing of ga terug naar uw lijst.',
  },
  'item-taken': {
    kind: 'conflict',
    title: 'Al opgepakt',
    message: 'Taak {itemId} is al opgepakt door een collega.',
    whatToDo: 'Overleg met uw collega of vernieuw de lijst.',
  },
  'item-not-open': {
    kind: 'conflict',
    title: 'Niet meer open',
    message: 'Taak {itemId} staat niet meer open (stand: {state}).',
    whatToDo: 'Vernieuw de lijst; u hoeft hier niets meer te doen.',
  },
  'item-withdrawn': {
    kind: 'conflict',
    title: 'Stap vervallen',
    message: 'De stap van taak {itemId} is intussen vervallen. Uw antwoord is bewaard, maar niet gebruikt.',
    whatToDo: 'Kijk in de casus hoe het verder gaat; neem zo nodig contact op met de casusregisseur.',
  },
  'already-submitted': {
    kind: 'conflict',
    title: 'Al verstuurd',
    message: 'Taak {itemId} is al eerder verstuurd met andere gegevens.',
    whatToDo: 'Vernieuw de pagina om te zien wat verstuurd is.',
  },
  'request-id-reused': {
    kind: 'conflict',
    title: 'Signaal bestaat al',
    message: 'Verzoek {requestId} is al eerder gebruikt voor een ander signaal.',
    whatToDo: 'Begin met een nieuw formulier.',
  },
  'rule-refused': {
    kind: 'conflict',
    title: 'Kan nu niet',
    message: '{reason}',
    whatToDo: 'Vernieuw de pagina en bekijk hoe de casus er nu voor staat.',
  },
  'case-changed': {
    kind: 'conflict',
    title: 'Casus intussen gewijzigd',
    message: 'Casus {caseId} werd steeds tegelijk door anderen gewijzigd.',
    whatToDo: 'Probeer het over een ogenblik opnieuw.',
  },
  'account-changed': {
    kind: 'conflict',
    title: 'Account intussen gewijzigd',
    message: 'Account {userId} is intussen door een ander gewijzigd.',
    whatToDo: 'Open het account opnieuw en breng uw wijziging daarin aan.',
  },
  'process-definition-changed': {
    kind: 'conflict',
    title: 'Proces intussen gewijzigd',
    message: 'Proces {processId} heeft intussen een nieuwere versie.',
    whatToDo: 'Open de nieuwste versie en breng uw wijziging daarin aan.',
  },
  'too-large': {
    kind: 'too-large',
    title: 'Te groot',
    message: 'De inhoud van het verzoek is te groot (meer dan {limit}).',
    whatToDo: 'Stuur minder gegevens.',
  },
  'too-many-requests': {
    kind: 'too-many',
    title: 'Te vaak geprobeerd',
    message: 'Er zijn te veel verzoeken gedaan.',
    whatToDo: 'Wacht enkele minuten en probeer het opnieuw.',
  },
  'engine-unavailable': {
    kind: 'unavailable',
    title: 'Procesmotor niet bereikbaar',
    message: 'De procesmotor is nu niet bereikbaar.',
    whatToDo: 'Probeer het over een ogenblik opnieuw.',
  },
  'store-unavailable': {
    kind: 'unavailable',
    title: 'Opslag niet bereikbaar',
    message: 'De opslag is nu niet bereikbaar.',
    whatToDo: 'Probeer het over een ogenblik opnieuw.',
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

type ParameterNames<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;

/** The parameters that the message of a code needs. */
export type ErrorParameters<C extends ErrorCode> = {
  readonly [N in ParameterNames<(typeof errorCatalogue)[C]['message']>]: string;
};

/** A refusal from the catalogue. Make one with {@link productError}. */
export class ProductError extends Error {
  override readonly name = 'ProductError';
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly title: string;
  /** What the reader can do next, in Dutch. */
  readonly whatToDo: string;
  readonly errors: readonly ErrorDetail[];

  constructor(code: ErrorCode, message: string, errors: readonly ErrorDetail[]) {
    super(message);
    const entry: CatalogueEntry = errorCatalogue[code];
    this.code = code;
    this.kind = entry.kind;
    this.title = entry.title;
    this.whatToDo = entry.whatToDo;
    this.errors = errors;
  }
}

/**
 * @param code from the catalogue
 * @param parameters ids and reasons for the message; never personal data
 * @param errors the fields or elements it is about
 */
export function productError<C extends ErrorCode>(
  code: C,
  parameters: ErrorParameters<C>,
  errors: readonly ErrorDetail[] = [],
): ProductError {
  const values = parameters as Readonly<Record<string, string>>;
  const message = errorCatalogue[code].message.replace(
    /\{(\w+)\}/g,
    (_, name: string) => values[name] ?? '?',
  );
  return new ProductError(code, message, errors);
}
