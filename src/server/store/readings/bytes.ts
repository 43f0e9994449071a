// Whole numbers as bytes, seven bits each: small ones take one. For the packed columns of chunks.

/** Whole numbers up to this survive a difference and its sign. */
export const largestWhole = 2 ** 50

export function createByteWriter() {
  let bytes = new Uint8Array(1024)
  let length = 0
  const room = (more: number) => {
    if (length + more <= bytes.length) return
    const larger = new Uint8Array(Math.max(bytes.length * 2, length + more))
    larger.set(bytes.subarray(0, length))
    bytes = larger
  }
  /** 0 to 2^53. */
  const whole = (value: number): void => {
    room(8)
    let rest = value
    while (rest >= 128) {
      bytes[length] = (rest % 128) + 128
      length += 1
      rest = Math.floor(rest / 128)
    }
    bytes[length] = rest
    length += 1
  }
  return {
    byte: (value: number): void => {
      room(1)
      bytes[length] = value
      length += 1
    },
    whole,
    /** -2^52 to 2^52. */
    signed: (value: number): void => whole(value < 0 ? -2 * value - 1 : 2 * value),
    raw: (more: Uint8Array): void => {
      room(more.length)
      bytes.set(more, length)
      length += more.length
    },
    finish: (): Uint8Array => bytes.subarray(0, length),
  }
}

export function createByteReader(bytes: Uint8Array) {
  let at = 0
  const whole = (): number => {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = bytes[at]
      if (byte === undefined) throw new Error('A packed column ends too early')
      at += 1
      if (byte < 128) return value + byte * scale
      value += (byte - 128) * scale
      scale *= 128
    }
  }
  return {
    byte: (): number => {
      const byte = bytes[at]
      if (byte === undefined) throw new Error('A packed column ends too early')
      at += 1
      return byte
    },
    whole,
    signed: (): number => {
      const value = whole()
      return value % 2 === 1 ? -(value + 1) / 2 : value / 2
    },
    raw: (length: number): Uint8Array => {
      if (at + length > bytes.length) throw new Error('A packed column ends too early')
      at += length
      return bytes.subarray(at - length, at)
    },
  }
}

export type ByteWriter = ReturnType<typeof createByteWriter>
export type ByteReader = ReturnType<typeof createByteReader>
