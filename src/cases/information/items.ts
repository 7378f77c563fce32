import { productError } from '../../lib/errors.ts';
import type { CaseFile, FormData } from '../case-file.ts';
import { fieldsOf } from '../submissions/fields.ts';
import { informationCategories, type InformationItem } from './model.ts';
import { withReceipts } from './receipts.ts';

/** Who supplied items, when, and to which question. */
export type Supply = Pick<
  InformationItem,
  'partnerId' | 'userId' | 'suppliedAt' | 'submissionId' | 'requestId'
>;

/**
 * Adds what a partner supplied, and registers who receives it. Wgpart art. 4 and 8, and the fines of the data protection
 * authority for keeping data without ground: an item without ground, purpose and necessity is never stored, whatever the
 * form asks.
 *
 * @param contents one per item, by field of the form `information-correction`
 * @throws ProductError `invalid-form` when an item lacks its ground, purpose or necessity
 */
export function addItems(caseFile: CaseFile, contents: readonly FormData[], supply: Supply): CaseFile {
  const items = contents.map((content, index): InformationItem => ({
    ...supply,
    informationId: `information-${supply.submissionId}-${index + 1}`,
    ...marksOf(content, `/items/${index}`, supply.partnerId),
    content,
  }));
  return withReceipts(
    { ...caseFile, informationItems: [...caseFile.informationItems, ...items] },
    supply.suppliedAt,
  );
}

/**
 * What the rules need to know of an item's content.
 *
 * @param pointer of the content in the form, for the refusal
 * @throws ProductError `invalid-form`
 */
export function marksOf(
  content: FormData,
  pointer: string,
  supplierId: string,
): Pick<InformationItem, 'ground' | 'category' | 'hiddenFromPartnerIds'> {
  const missing = (['ground', 'purpose', 'necessity'] as const).filter((name) => {
    const value = content[name];
    return typeof value !== 'string' || value.trim() === '';
  });
  if (missing.length > 0) {
    throw productError(
      'invalid-form',
      { formId: 'information-answer' },
      missing.map((name) => ({
        pointer: `${pointer}/${name}`,
        message: 'Zonder grondslag, doel en noodzaak wordt informatie niet opgeslagen.',
      })),
    );
  }
  const fields = fieldsOf('information-answer', content);
  const hiddenFrom = content['hiddenFrom'];
  return {
    ground: fields.text('ground'),
    category: fields.choice('category', informationCategories),
    hiddenFromPartnerIds: (Array.isArray(hiddenFrom) ? (hiddenFrom as readonly string[]) : []).filter(
      (partnerId) => partnerId !== supplierId,
    ),
  };
}

/** The item with this id; undefined when the case has none. */
export function itemOf(caseFile: CaseFile, informationId: string): InformationItem | undefined {
  return caseFile.informationItems.find((item) => item.informationId === informationId);
}
