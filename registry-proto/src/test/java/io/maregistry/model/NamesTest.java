package io.maregistry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    /** Names are in logs and snapshots for ever: a character that leaves or joins this list breaks what is stored. */
    @Test
    void whatIsForbiddenIsTheSameOnEveryJdk() {
        assertThat(forbiddenRanges())
                .isEqualTo("0-20 7f-a0 ad-ad 600-605 61c-61c 6dd-6dd 70f-70f 890-891 8e2-8e2 1680-1680 180e-180e"
                        + " 2000-200f 2028-202f 205f-206f 3000-3000 d800-dfff fdd0-fdef feff-feff fff9-fffb fffe-ffff"
                        + " 110bd-110bd 110cd-110cd 13430-1343f 1bca0-1bca3 1d173-1d17a 1fffe-1ffff 2fffe-2ffff"
                        + " 3fffe-3ffff 4fffe-4ffff 5fffe-5ffff 6fffe-6ffff 7fffe-7ffff 8fffe-8ffff 9fffe-9ffff"
                        + " afffe-affff bfffe-bffff cfffe-cffff dfffe-dffff e0001-e0001 e0020-e007f efffe-effff"
                        + " ffffe-fffff 10fffe-10ffff");
    }

    @Test
    void everythingThatThisJdkCallsBlankOrControlIsForbidden() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (Character.isWhitespace(point) || Character.isSpaceChar(point) || Character.isISOControl(point)) {
                assertThat(Names.isBlankOrControl(point)).as("U+%04X", point).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0378, 0x1c89, 0x2fffd, 0x10d50, 0xe0fff, 0xfff0})
    void whatUnicodeHasNotAssignedIsLawful(int point) {
        String name = "a" + Character.toString(point);

        assertThat(ServiceName.of(name).name()).isEqualTo(name);
    }

    @Test
    void onlyLettersOfAsciiAreMadeLower() {
        assertThat(Names.lowerAscii("AZaz09[]\u212a\u0130")).isEqualTo("azaz09[]\u212a\u0130");
        assertThatThrownBy(() -> new InstanceId("http", "\u212aafka", 80, "")).hasMessageStartingWith("host must be");
        assertThatThrownBy(() -> new InstanceId("\u212a", "h", 80, "")).hasMessageStartingWith("scheme must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/a\r\nHost: b", "/\u0085", "/\u2028", "/\ud800"})
    void pathOfCheckCannotEndTheLineItIsWrittenInto(String path) {
        assertThatThrownBy(() ->
                        new HealthCheck(HealthCheck.Type.HTTP, 80, path, HealthCheck.Pace.DEFAULT, Status.RUNNING, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("check.path must hold no blanks or control characters");
    }

    private static String forbiddenRanges() {
        StringJoiner ranges = new StringJoiner(" ");
        int from = -1;
        for (int point = 0; point <= Character.MAX_CODE_POINT + 1; point++) {
            boolean isForbidden = point <= Character.MAX_CODE_POINT && Names.isBlankOrControl(point);
            if (isForbidden && from < 0) {
                from = point;
            } else if (!isForbidden && from >= 0) {
                ranges.add(String.format(Locale.ROOT, "%x-%x", from, point - 1));
                from = -1;
            }
        }
        return ranges.toString();
    }
}
