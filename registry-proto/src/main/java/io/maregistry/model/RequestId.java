package io.maregistry.model;

/**
 * Names one write of one client process, so that a repeated write is done once: {@code <32 hex digits>:<sequence>}.
 *
 * @param clientHigh first half of the client's random 128 bits
 * @param clientLow second half
 * @param sequence counts the client's writes, from 0 below 2^53
 */
public record RequestId(long clientHigh, long clientLow, long sequence) {

    private static final int CLIENT_DIGITS = 32;
    private static final long MAX_SEQUENCE = 1L << 53;

    public RequestId {
        if (sequence < 0 || sequence >= MAX_SEQUENCE) {
            throw new IllegalArgumentException("the sequence of a request id must be 0 to 2^53 - 1, was " + sequence);
        }
    }

    /** The id that {@code text} stands for. */
    public static RequestId parse(String text) {
        int colon = text.indexOf(':');
        if (colon == CLIENT_DIGITS && text.length() > colon + 1 && text.length() <= colon + 17) {
            String client = text.substring(0, colon);
            String sequence = text.substring(colon + 1);
            if (client.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)
                    && sequence.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return new RequestId(
                        Long.parseUnsignedLong(client.substring(0, 16), 16),
                        Long.parseUnsignedLong(client.substring(16), 16),
                        Long.parseLong(sequence));
            }
        }
        throw new IllegalArgumentException("a request id must be <32 hex digits>:<sequence>, was " + Names.shown(text));
    }

    /** The id of the write {@code steps} behind this one, as the items of a batch are numbered. */
    public RequestId plus(int steps) {
        return new RequestId(clientHigh, clientLow, sequence + steps);
    }

    @Override
    public String toString() {
        return ResumeToken.lineageText(clientHigh) + ResumeToken.lineageText(clientLow) + ':' + sequence;
    }
}
