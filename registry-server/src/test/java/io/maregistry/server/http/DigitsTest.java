package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DigitsTest {

    @Test
    void numbersAreWrittenInDecimal() {
        for (long number : new long[] {0, 7, 9, 10, 99, 100, 12_345, 9_007_199_254_740_991L, Long.MAX_VALUE}) {
            ByteBuf out = Unpooled.buffer(0);
            Digits.write(out, number);
            assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(Long.toString(number));
        }
    }

    @Test
    void bitsAreWrittenAsSixteenDigits() {
        ByteBuf out = Unpooled.buffer(0);
        Digits.writeHex(out, 0x5f1c09ab77e2d410L);
        Digits.writeHex(out, -1);
        Digits.writeHex(out, 1);
        assertThat(out.toString(StandardCharsets.US_ASCII))
                .isEqualTo("5f1c09ab77e2d410ffffffffffffffff0000000000000001");
    }

    @Test
    void onlyDigitsAreANumber() {
        assertThat(Digits.parse("0")).isZero();
        assertThat(Digits.parse("007")).isEqualTo(7);
        assertThat(Digits.parse("9".repeat(18))).isEqualTo(999_999_999_999_999_999L);
        for (String text : new String[] {"", "-1", "+1", " 1", "1.0", "x", "\u0661", "9".repeat(19)}) {
            assertThat(Digits.parse(text)).as(text).isEqualTo(-1);
        }
    }
}
