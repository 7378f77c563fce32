import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { PageHeading } from '../app/PageHeading.tsx';
import { Problem } from '../ui/Problem.tsx';
import { periodText } from '../ui/dates.ts';
import { processingRegisterQuery } from './oversight-api.ts';

/** The register of processing (GDPR art. 30), in Dutch as it is kept. */
export default function RegisterPage() {
  const { t, i18n } = useTranslation('oversight');
  const query = useQuery(processingRegisterQuery);
  return (
    <>
      <PageHeading lead={<Paragraph>{t('register.lead')}</Paragraph>}>{t('register.title')}</PageHeading>
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!query.data && !query.isError && <LoadingPage />}
      {query.data && (
        <>
          <section className="app-panel" aria-labelledby="register-who">
            <Heading level={2} id="register-who">
              {t('register.general')}
            </Heading>
            <Facts
              facts={[
                [t('register.controllers'), [query.data.register.controllers]],
                [t('register.contactPoint'), [query.data.register.contactPoint]],
                [t('register.officer'), [query.data.register.dataProtectionOfficer]],
                [t('register.security'), query.data.register.security],
                [t('register.transfers'), [query.data.register.transfers]],
              ]}
            />
          </section>
          {query.data.register.activities.map((activity) => {
            const rule = query.data.retentionRules.find(({ ruleId }) => ruleId === activity.retention);
            return (
              <section
                className="app-panel"
                aria-labelledby={`activity-${activity.activityId}`}
                key={activity.activityId}
              >
                <Heading level={2} id={`activity-${activity.activityId}`} lang="nl">
                  {activity.name}
                </Heading>
                <Facts
                  facts={[
                    [t('register.purpose'), [activity.purpose]],
                    [t('register.ground'), [activity.ground]],
                    [t('register.subjects'), activity.subjects],
                    [t('register.categories'), activity.dataCategories],
                    [t('register.recipients'), activity.recipients],
                    ...(rule === undefined
                      ? []
                      : ([
                          [
                            t('register.retention'),
                            [
                              t(`register.term.${rule.countsFrom}`, {
                                period: periodText(rule.period, i18n.language),
                              }),
                            ],
                            i18n.language,
                          ],
                          [t('register.retentionSource'), [rule.source]],
                        ] as const)),
                  ]}
                />
              </section>
            );
          })}
        </>
      )}
    </>
  );
}

/** Language of the values: Dutch unless said otherwise. */
type Fact = readonly [label: string, values: readonly string[], lang?: string];

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="app-lines">
      {facts.map(([label, values, lang = 'nl']) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd lang={lang}>
            {values.length === 1 ? (
              values[0]
            ) : (
              <ul>
                {values.map((value) => (
                  <li key={value}>{value}</li>
                ))}
              </ul>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
