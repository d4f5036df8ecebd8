import { type Sent, send, type Target } from '@docket/kit/target';
import parse, { type Family } from 'parse-prometheus-text-format';

export const TOKEN = 'prometheus asks with this'.replaceAll(' ', '-');

/** What Prometheus reads, by its name. */
export async function scrape(target: Pick<Target, 'url'>, sent: Sent = { token: TOKEN }): Promise<Map<string, Family>> {
  const { status, text } = await send(target, 'GET /metrics', sent);
  if (status !== 200) throw new Error(`the scrape has status ${status}`);
  return new Map(parse(text).map((family) => [family.name, family]));
}

/** The samples of a counter or gauge, by their labels as `a=1,b=2`. */
export function valuesOf(families: Map<string, Family>, name: string): Record<string, number> {
  const samples = families.get(name)?.metrics ?? [];
  return Object.fromEntries(
    samples.map(({ labels = {}, value }) => [
      Object.entries(labels)
        .map(([label, is]) => `${label}=${is}`)
        .join(),
      Number(value),
    ]),
  );
}
