// The flow that measurements draw.

/// A grid of gathers, each wired to its right and lower neighbour, and the page that shows it.
export async function createFlow(base, widgets) {
  const columns = Math.ceil(Math.sqrt(widgets));
  const name = at => (at < widgets ? `gather_${at}` : undefined);
  const states = [
    {
      name: 'Trigger',
      type: 'trigger',
      transitions: [{ event: 'incomingCall', next: 'gather_1' }],
      properties: { offset: { x: 0, y: 0 } },
    },
  ];
  for (let at = 1; at < widgets; at++) {
    states.push({
      name: `gather_${at}`,
      type: 'gather-input-on-call',
      transitions: [
        { event: 'keypress', next: name(at + 1) },
        { event: 'speech', next: name(at + columns) },
        { event: 'timeout' },
      ],
      properties: {
        offset: { x: (at % columns) * 300, y: Math.floor(at / columns) * 220 },
        say: 'Press 1 for sales, 2 for support',
        timeout: 5,
        loop: 1,
      },
    });
  }
  const definition = { description: 'bench', states, initial_state: 'Trigger', flags: { allow_concurrent_calls: true } };
  const body = new URLSearchParams({ FriendlyName: `Bench ${widgets}`, Status: 'draft', Definition: JSON.stringify(definition) });
  const answer = await fetch(`${base}/v2/Flows`, {
    method: 'POST',
    // More widgets than Studio takes are kept as a draft.
    headers: { 'X-Switchboard-Draft': 'keep' },
    body,
  });
  if (!answer.ok) throw new Error(await answer.text());
  return `${base}/flows/${(await answer.json()).sid}`;
}
