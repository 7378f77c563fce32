import { no, ofRole, yes, type Rules } from './rule.ts';

/** What is done with the product itself; none of it is about a case. */
export interface ProductResources {
  'partner.list': undefined;
  'process-definition.list': undefined;
  'process-definition.read': undefined;
  'process-definition.deploy': undefined;
  'dashboard.read': undefined;
}

const designsProcesses = ofRole('process-designer', 'U beheert de processen.');

export const productRules: Rules<ProductResources> = {
  'partner.list': (user) =>
    user.roles.includes('external-provider')
      ? no('Derden zien alleen wat aan hen is verstrekt.')
      : yes('Wie aangemeld is mag de organisaties zien.'),
  'process-definition.list': designsProcesses,
  'process-definition.read': designsProcesses,
  'process-definition.deploy': designsProcesses,
  'dashboard.read': ofRole('manager', 'U stuurt op voortgang.'),
};
