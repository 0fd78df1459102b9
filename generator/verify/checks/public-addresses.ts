/** Whether people reach the UIs: the certificate that is served, and the page where they sign in. */
import { CERTIFICATE_DAYS, gateway, publicHost } from '../../components/gateway/handle.ts';
import { hasOwnAuthority, publicUis } from '../../components/public-uis.ts';
import { cleaned } from '../../live/clean.ts';
import { pathOf } from '../../tree/layout.ts';
import { type Check, type Finding, failed, passed } from '../check.ts';
import type { Subject } from '../subject.ts';
import type { Certificate, Page, World } from '../world.ts';

const UNREACHABLE = pathOf('runbook', { alert: 'UiUnreachable' });
const CERTIFICATE = pathOf('runbook', { alert: 'PublicCertificateExpiring' });

export function addressChecks({ cluster, graph: { stack } }: Subject): readonly Check[] {
  const isOwnAuthority = hasOwnAuthority(stack);
  return publicUis(stack).flatMap(({ ui, signIn }): readonly Check[] => {
    const subject = publicHost(stack.of(gateway), ui.name, cluster.domain);
    const open = ({ page }: World): Promise<Page> => page(`https://${subject}${signIn}`);
    return [
      {
        name: 'certificate-is-valid',
        subject,
        remedy: UNREACHABLE,
        run: async (world) => judgedCertificate((await open(world)).certificate, world.now(), isOwnAuthority),
      },
      {
        name: 'sign-in-page-opens',
        subject,
        remedy: UNREACHABLE,
        run: async (world) => judgedPage(await open(world), signIn),
      },
    ];
  });
}

const DAY = 86_400_000;

function judgedCertificate(certificate: Certificate, now: number, isOwnAuthority: boolean): Finding {
  const { expires, isForHost, distrust } = certificate;
  const days = Math.floor((expires - now) / DAY);
  if (!isForHost)
    return failed('the certificate that is served is for another host name', `${CERTIFICATE}, and docs/hosts.md`);
  if (expires <= now) return failed('the certificate that is served has expired', CERTIFICATE);
  if (days < CERTIFICATE_DAYS)
    return failed(`the certificate that is served expires in ${days} ${days === 1 ? 'day' : 'days'}`, CERTIFICATE);
  if (distrust !== undefined && !isOwnAuthority)
    return failed(
      `the certificate that is served is of an authority that is not trusted here (${distrust})`,
      'if it is one of your company, name the file with its certificate in NODE_EXTRA_CA_CERTS',
    );
  return passed(
    `valid for ${days} days${distrust === undefined ? '' : ', of an authority of its own, which issuers.kind: self-signed asks for'}`,
  );
}

function judgedPage({ status, contentType, location }: Page, path: string): Finding {
  if (status === 200 && contentType.startsWith('text/html')) return passed(`${path} answers with a page`);
  // A sign-in at the issuer of the company may begin at once.
  if (status >= 300 && status < 400 && location !== '') return passed(`${path} leads to ${cleaned(hostOf(location))}`);
  const said = status === 200 ? `with ${cleaned(contentType)} and no page` : `${status}`;
  return failed(`${path} answers ${said}`, UNREACHABLE);
}

/** Not the query, which may hold the state of a sign-in. */
function hostOf(location: string): string {
  return URL.canParse(location) ? new URL(location).host : (location.split('?')[0] ?? '');
}
