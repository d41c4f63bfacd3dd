/** A node:test reporter whose only output is the final counts as JSON. */
export default async function* tally(source) {
  let counts
  for await (const event of source)
    if (event.type === 'test:summary' && event.data.file === undefined) counts = event.data.counts
  yield JSON.stringify(counts ?? null)
}
