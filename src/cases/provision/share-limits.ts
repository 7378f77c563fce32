import type { CasePart } from '../access.ts';

/**
 * Why somebody may not provide this part to a third party; undefined: no limit of its supplier stands in the way. A supplier
 * that kept information from a partner, or limited its use, decides itself whether a third party gets it (Wgpart art. 4 and
 * art. 3, third paragraph).
 */
export function shareLimitOf(part: CasePart, providerPartnerId: string): string | undefined {
  if (part.kind === 'received-document') {
    return 'Dit is gemaakt in een andere gemeente. Geef een derde alleen wat in deze casus is vastgesteld.';
  }
  if (part.kind !== 'information' || part.item.partnerId === providerPartnerId) return undefined;
  const { hiddenFromPartnerIds, content } = part.item;
  const limitsUse = typeof content?.['useLimits'] === 'string' && content['useLimits'].trim() !== '';
  return hiddenFromPartnerIds.length > 0 || limitsUse
    ? 'De leverancier stelde grenzen aan het delen. Alleen de leverancier zelf kan dit aan een derde verstrekken.'
    : undefined;
}
