package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.HealthCheck;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {

    /** + good, - bad, ? not asked. */
    private static Judge after(Judge judge, String results) {
        Judge now = judge;
        for (int at = 0; at < results.length(); at++) {
            now = now.after(result(results.charAt(at)));
        }
        return now;
    }

    private static ProbeResult result(char kind) {
        return switch (kind) {
            case '+' -> new ProbeResult.Good("200", 1);
            case '-' -> new ProbeResult.Bad("500", 1);
            default -> new ProbeResult.Unasked("busy");
        };
    }

    private static Judge judge(int rise, int fall, Verdict standing) {
        return Judge.of(new HealthCheck.Pace(10_000, 2_000, rise, fall), standing);
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN, '', OPEN",
        "OPEN, +, OPEN",
        "OPEN, ++, GOOD",
        "OPEN, --, OPEN",
        "OPEN, ---, FAILING",
        "OPEN, +-+-+-, OPEN",
        "OPEN, +-++, GOOD",
        "OPEN, --+--, OPEN",
        "GOOD, --, GOOD",
        "GOOD, ---, FAILING",
        "GOOD, --+--, GOOD",
        "GOOD, --+---, FAILING",
        "FAILING, +, FAILING",
        "FAILING, ++, GOOD",
        "FAILING, +-+, FAILING",
        "FAILING, +-++, GOOD",
        "FAILING, -----, FAILING",
        "GOOD, -?-, GOOD",
        "GOOD, -?-?-, FAILING",
        "GOOD, ?????, GOOD",
        "OPEN, +?+, GOOD",
    })
    void twoGoodInARowRaiseAndThreeBadInARowFell(Verdict standing, String results, Verdict verdict) {
        assertThat(after(judge(2, 3, standing), results).verdict()).isEqualTo(verdict);
    }

    @Test
    void withOneEachEveryResultDecides() {
        assertThat(after(judge(1, 1, Verdict.OPEN), "+").verdict()).isEqualTo(Verdict.GOOD);
        assertThat(after(judge(1, 1, Verdict.OPEN), "+-").verdict()).isEqualTo(Verdict.FAILING);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void verdictIsThatOfTheLastRunThatWasLongEnough(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int rise = random.nextInt(1, 6);
        int fall = random.nextInt(1, 6);
        Judge judge = judge(rise, fall, Verdict.OPEN);
        Verdict expected = Verdict.OPEN;
        int goods = 0;
        int bads = 0;
        for (int at = 0; at < 2_000; at++) {
            boolean isGood = random.nextInt(3) > 0;
            goods = isGood ? goods + 1 : 0;
            bads = isGood ? 0 : bads + 1;
            expected = goods >= rise ? Verdict.GOOD : bads >= fall ? Verdict.FAILING : expected;
            judge = judge.after(result(isGood ? '+' : '-'));

            assertThat(judge.verdict()).as("seed %d, step %d", seed, at).isEqualTo(expected);
        }
    }
}
