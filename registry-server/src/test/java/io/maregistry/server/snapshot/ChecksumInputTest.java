package io.maregistry.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumInputTest {

    @Test
    void tailIsFoundHoweverTheBytesArrive() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] body = new byte[random.nextInt(400)];
            random.nextBytes(body);
            byte[] document = concat(body, Checksum.tail(Checksum.sha256().digest(body)));

            ChecksumInput in = read(document, random);

            assertThat(in.endsInItsChecksum()).as("seed %d", seed).isTrue();
            assertThat(in.sha256())
                    .isEqualTo(HexFormat.of().formatHex(Checksum.sha256().digest(document)));
        }
    }

    @Test
    void tailOfOtherBytesAndNoTailAreTold() throws IOException {
        byte[] body = "{\"a\":1".getBytes(StandardCharsets.US_ASCII);
        byte[] tail = Checksum.tail(Checksum.sha256().digest(body));

        assertThat(tail).hasSize(Checksum.TAIL_LENGTH);
        assertThat(read(concat("{\"a\":2".getBytes(StandardCharsets.US_ASCII), tail), new Random(1))
                        .endsInItsChecksum())
                .isFalse();
        assertThat(read(concat(concat(body, tail), new byte[] {' '}), new Random(1))
                        .endsInItsChecksum())
                .isFalse();
        assertThat(read(body, new Random(1)).endsInItsChecksum()).isFalse();
        assertThat(read(new byte[0], new Random(1)).endsInItsChecksum()).isFalse();
    }

    private static ChecksumInput read(byte[] document, Random random) throws IOException {
        ChecksumInput in = new ChecksumInput(new ByteArrayInputStream(document));
        byte[] buffer = new byte[300];
        int read = 0;
        while (read >= 0) {
            read = random.nextInt(4) == 0 ? in.read() : in.read(buffer, 0, 1 + random.nextInt(buffer.length));
        }
        return in;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
