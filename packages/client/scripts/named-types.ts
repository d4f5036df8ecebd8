import { z } from 'zod';
import { printComment, printType, type Schema } from './print-type.ts';

export type Side = 'input' | 'output';

type Definitions = Map<string, Schema>;

/**
 * Collects the types of a contract. A schema has two: what one may send (a field with a default
 * may be left out) and what comes back. Where they differ, the second is called `<Name>Output`,
 * as it is in the OpenAPI document.
 */
export class NamedTypes {
  readonly #definitions: Record<Side, Definitions> = { input: new Map(), output: new Map() };

  /**
   * Takes in a schema with all that it refers to. An object without a name of its own gets `name`.
   *
   * @returns how to write the schema once all schemas are in.
   * @throws Error when two different schemas have the same name.
   */
  add(schema: z.ZodType, side: Side, name: string): () => string {
    const { $schema, $defs = {}, ...root } = z.toJSONSchema(schema, { io: side });
    for (const [id, definition] of Object.entries($defs)) this.#define(side, id, definition);
    if (root.type !== 'object') return () => printType(root, this.#nameOn(side));
    this.#define(side, name, root);
    return () => this.#nameOn(side)(name);
  }

  /** All declarations, by name. */
  print(): string {
    const { input, output } = this.#definitions;
    const twoSided = this.#twoSided();
    const comingBack = [...output].filter(([id]) => !input.has(id) || twoSided.has(id));
    const declarations = [
      ...[...input].map(([id, schema]) => this.#declare(id, schema, 'input')),
      ...comingBack.map(([id, schema]) => this.#declare(id, schema, 'output')),
    ];
    return declarations
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ text }) => text)
      .join('\n');
  }

  #define(side: Side, id: string, schema: Schema): void {
    const known = this.#definitions[side].get(id);
    if (known && JSON.stringify(known) !== JSON.stringify(schema)) throw new Error(`Two schemas are called ${id}`);
    this.#definitions[side].set(id, schema);
  }

  #declare(id: string, schema: Schema, side: Side): { name: string; text: string } {
    const nameOf = this.#nameOn(side);
    const name = nameOf(id);
    return { name, text: `${printComment([schema.description])}export type ${name} = ${printType(schema, nameOf)};\n` };
  }

  #nameOn(side: Side): (id: string) => string {
    const twoSided = this.#twoSided();
    return (id) => (side === 'output' && twoSided.has(id) ? `${id}Output` : id);
  }

  /** The names whose two types differ, or refer to such a name. */
  #twoSided(): Set<string> {
    const { input, output } = this.#definitions;
    const found = new Set<string>();
    const nameOf = (id: string) => (found.has(id) ? `${id}Output` : id);
    let size: number;
    do {
      size = found.size;
      for (const [id, schema] of output) {
        const sent = input.get(id);
        if (sent && printType(sent, (ref) => ref) !== printType(schema, nameOf)) found.add(id);
      }
    } while (found.size > size);
    return found;
  }
}
