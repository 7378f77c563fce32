import { Heading, Paragraph } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageHeading } from '../app/PageHeading.tsx';
import { api } from '../client/api.ts';
import { SignInForm } from './SignInForm.tsx';
import './sign-in.css';

/** Sign-in. In a demonstration it lists the made-up people; choosing one fills the form in. */
export function SignInPage() {
  const { t } = useTranslation();
  const [values, setValues] = useState({ email: '', password: '' });
  const [filledFor, setFilledFor] = useState<string | null>(null);
  const info = useQuery({
    queryKey: ['product-info'],
    queryFn: ({ signal }) => api.productInfo(signal),
    staleTime: Infinity,
  });
  const demo = info.data?.demo ? info.data : null;

  return (
    <div className={demo ? 'sign-in sign-in--demo' : 'sign-in'}>
      <section className="app-panel app-stack">
        <PageHeading>{t('session.title')}</PageHeading>
        <Paragraph>{t('session.intro')}</Paragraph>
        <SignInForm {...values} onChange={setValues} />
      </section>
      {demo && (
        <section className="app-panel app-stack" aria-labelledby="demo-heading">
          <Heading level={2} id="demo-heading">
            {t('session.demo.title')}
          </Heading>
          <Paragraph size="small">{t('session.demo.intro')}</Paragraph>
          <ul className="sign-in__people">
            {demo.demoSignIns.map(({ email, name, partnerName, roles }) => (
              <li key={email}>
                {roles.includes('external-provider') ? (
                  // Third parties sign in elsewhere; here they would only be told that their password is wrong.
                  <Link className="sign-in__person" to="/aanlevering">
                    <strong>{name}</strong>
                    <span>
                      {partnerName} · {t('session.demo.thirdParty')}
                    </span>
                  </Link>
                ) : (
                  <button
                    className="sign-in__person"
                    type="button"
                    aria-pressed={values.email === email}
                    onClick={() => {
                      setValues({ email, password: demo.demoPassword ?? '' });
                      setFilledFor(name);
                    }}
                  >
                    <strong>{name}</strong>
                    <span>
                      {partnerName} · {roles.map((role) => t(`roles.${role}`)).join(', ')}
                    </span>
                  </button>
                )}
              </li>
            ))}
          </ul>
          <p className="app-live" role="status">
            {filledFor === null ? '' : t('session.demo.filled', { name: filledFor })}
          </p>
        </section>
      )}
    </div>
  );
}
