package io.maregistry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    @Test
    void resumeTokenReadsBackAsItWasWritten() {
        ResumeToken token = new ResumeToken(0xf0_00_00_00_00_00_00_01L, 58);

        assertThat(token).hasToString("f000000000000001-58");
        assertThat(ResumeToken.parse(token.toString(), 0)).isEqualTo(token);
        assertThat(ResumeToken.parse("58", 9)).isEqualTo(new ResumeToken(9, 58));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "-1",
                "x",
                "f000000000000001-",
                "f000000000000001--1",
                "+000000000000001-1",
                "1-1",
                "f000000000000001-99999999999999999",
                "f000000000000001-+1",
                "1.5"
            })
    void otherTokensAreRefused(String text) {
        assertThatThrownBy(() -> ResumeToken.parse(text, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void requestIdReadsBackAsItWasWritten() {
        RequestId id = new RequestId(-1, 1, 7);

        assertThat(id).hasToString("ffffffffffffffff0000000000000001:7");
        assertThat(RequestId.parse(id.toString())).isEqualTo(id);
        assertThat(id.plus(3)).isEqualTo(new RequestId(-1, 1, 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "ffffffffffffffff0000000000000001:",
                "ffffffffffffffff0000000000000001:-1",
                "gfffffffffffffff0000000000000001:1",
                "ff:1",
                "ffffffffffffffff0000000000000001:99999999999999999",
                "ffffffffffffffff0000000000000001:9007199254740992"
            })
    void otherRequestIdsAreRefused(String text) {
        assertThatThrownBy(() -> RequestId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
