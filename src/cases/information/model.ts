/**
 * What kind of data a piece of information is; `config/field-access.json` has the field groups of each. `special`: several
 * special categories, or one that is neither health nor belief or origin.
 */
export const informationCategories = ['ordinary', 'health', 'beliefs', 'special', 'criminal'] as const;
export type InformationCategory = (typeof informationCategories)[number];

/** What a form recorded about one piece of information, by field. */
type Content = Readonly<Record<string, unknown>>;

/**
 * One piece of information that a partner supplied to a case. It exists only with a legal ground, a purpose and a
 * necessity (Wgpart art. 4 and 8): the form asks them and {@link addItems} refuses what lacks them.
 */
export interface InformationItem {
  readonly informationId: string;
  /** The partner that supplied it, and stays responsible for it. */
  readonly partnerId: string;
  readonly userId: string;
  readonly suppliedAt: Date;
  readonly submissionId: string;
  readonly requestId: string;
  readonly ground: string;
  readonly category: InformationCategory;
  /** Partners that may not see it, at the wish of the supplier. */
  readonly hiddenFromPartnerIds: readonly string[];
  /** As it reads now, by field of the form `information-correction`; null once withdrawn. */
  readonly content: Content | null;
}

/** An item of information or a signal was wrong; whoever received it is told. */
export interface Correction {
  readonly correctionId: string;
  /** Chosen by the client; a repeat corrects nothing twice. */
  readonly requestId: string;
  /** Of the item or the signal. */
  readonly informationId: string;
  /** Who corrects it: its supplier, or the contact point of what came from elsewhere. */
  readonly partnerId: string;
  readonly userId: string;
  readonly at: Date;
  /** What was wrong, for the recipients. */
  readonly reason: string;
  /** What it says since then, by field of its form; null: withdrawn. */
  readonly content: Content | null;
  /** Partners that had received it and are told. */
  readonly recipientPartnerIds: readonly string[];
}

/** `provision`: a package for a third party; `taxation` and `plan`: as another municipality made them. */
export type ReceivedKind = 'signal' | 'information' | 'correction' | 'provision' | 'taxation' | 'plan';

/** Who received what, when and under which ground: the recipients register of the case (Wgpart art. 14, third paragraph). */
export interface Receipt {
  readonly kind: ReceivedKind;
  /** Of the signal, the item, the correction, the package or the document. */
  readonly id: string;
  /** A partner, or the organisation of a third party. */
  readonly partnerId: string;
  readonly at: Date;
  readonly ground: string | null;
}
