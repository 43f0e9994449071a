// The alarm tones, made by Web Audio: told apart by rhythm as well as by pitch. Nothing sounds before the person has touched the window.

interface Beep {
  readonly hz: number
  readonly atS: number
  readonly lengthS: number
}

/** Three quick falling pairs for priority 1, two beeps for 2, one for 3, one soft and low for 4. */
export function beepsOf(priority: number): readonly Beep[] {
  switch (priority) {
    case 1:
      return [0, 1, 2].flatMap((n) => [
        { hz: 988, atS: n * 0.36, lengthS: 0.14 },
        { hz: 740, atS: n * 0.36 + 0.16, lengthS: 0.14 },
      ])
    case 2:
      return [
        { hz: 784, atS: 0, lengthS: 0.18 },
        { hz: 784, atS: 0.26, lengthS: 0.18 },
      ]
    case 3:
      return [{ hz: 587, atS: 0, lengthS: 0.22 }]
    default:
      return [{ hz: 392, atS: 0, lengthS: 0.2 }]
  }
}

let context: AudioContext | null = null

/** Whether the window may sound now; a browser says no until the first click or key. */
export function canSound(): boolean {
  return navigator.userActivation?.hasBeenActive ?? true
}

/** Plays the tone of a priority; silent where the browser doesn't allow it yet. */
export function playTone(priority: number): void {
  if (!canSound() || typeof AudioContext === 'undefined') return
  context ??= new AudioContext()
  void context.resume()
  const start = context.currentTime + 0.02
  const loudness = priority === 4 ? 0.05 : 0.12
  for (const { hz, atS, lengthS } of beepsOf(priority)) {
    const oscillator = context.createOscillator()
    const gain = context.createGain()
    oscillator.frequency.value = hz
    gain.gain.setValueAtTime(0, start + atS)
    gain.gain.linearRampToValueAtTime(loudness, start + atS + 0.015)
    gain.gain.setValueAtTime(loudness, start + atS + lengthS - 0.03)
    gain.gain.linearRampToValueAtTime(0, start + atS + lengthS)
    oscillator.connect(gain).connect(context.destination)
    oscillator.start(start + atS)
    oscillator.stop(start + atS + lengthS)
  }
}
