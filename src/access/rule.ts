import type { Decision } from '../cases/access.ts';
import type { User } from '../cases/people.ts';
import type { ReadinessGap } from '../contract/access.ts';
import type { Role } from '../contract/roles.ts';

/** One rule per action of an area, decided on the user and on what the action is about. */
export type Rules<Resources> = {
  readonly [Action in keyof Resources]: (user: User, resource: Resources[Action]) => Decision;
};

export const yes = (why: string): Decision => ({ allowed: true, why });
/** @param needed what would have to change; left out when there is nothing that the person can do about it */
export const no = (why: string, needed?: string): Decision => ({
  allowed: false,
  why,
  ...(needed === undefined ? {} : { needed }),
});

/** A rule that looks at the role only. */
export const ofRole =
  (role: Role, why: string) =>
  (user: User): Decision =>
    user.roles.includes(role) ? yes(why) : no('Uw rol geeft hier geen toegang toe.');

const gapTexts: Readonly<Record<ReadinessGap, string>> = {
  designation: 'u bent niet aangewezen voor een casusoverleg',
  secrecy: 'u hebt de geheimhouding nog niet bevestigd',
  training: 'uw opleiding is niet of niet meer geldig',
  screening: 'uw screening is niet of niet meer geldig',
};

const gapWaysOut: Readonly<Record<ReadinessGap, string>> = {
  designation: 'Vraag uw beheerder om u aan te wijzen.',
  secrecy: 'Bevestig de geheimhouding.',
  training: 'Volg de opleiding en laat uw beheerder de datum invullen.',
  screening: 'Laat u screenen en laat uw beheerder de datum invullen.',
};

/**
 * Whether somebody may come near cases in one of these roles at all: only people who are designated, bound to secrecy,
 * trained and screened (Wgpart art. 13 and 17, Besluit art. 12, 13 and 17). Says everything that is missing.
 */
export function readyAs(user: User, ...roles: readonly Role[]): Decision {
  if (!roles.some((role) => user.roles.includes(role)))
    return no(
      'Alleen deelnemers aan het casusoverleg zien taken en casussen.',
      'Vraag uw beheerder of uw rol klopt.',
    );
  if (user.missing.length > 0)
    return no(
      `U hebt nog geen toegang tot casussen: ${user.missing.map((gap) => gapTexts[gap]).join(' en ')}.`,
      user.missing.map((gap) => gapWaysOut[gap]).join(' '),
    );
  return yes('U bent aangewezen voor het casusoverleg.');
}
