package io.maregistry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

    @Test
    void plainTextOfAnyLanguageStaysAsItIs() {
        String text = "a.B \\ \"x\" ${jndi:ldap} größer 服务 \uD83D\uDE00";

        assertThat(OneLine.of(text)).isSameAs(text);
    }

    @Test
    void whatBreaksALineIsEscaped() {
        assertThat(OneLine.of("a\r\nb\tc\u2028d\u2029e\u0085f\u000b\u000c"))
                .isEqualTo("a\\r\\nb\\tc\\u2028d\\u2029e\\u0085f\\u000b\\u000c");
    }

    @Test
    void whatMovesATerminalsCursorOrReordersTextIsEscaped() {
        assertThat(OneLine.of("\u001b[2J\u0000\u007f\u009b\u202e\u200f\ufeff"))
                .isEqualTo("\\u001b[2J\\u0000\\u007f\\u009b\\u202e\\u200f\\ufeff");
    }

    @Test
    void loneSurrogatesAreEscaped() {
        assertThat(OneLine.of("\uD83Da\uDE00")).isEqualTo("\\ud83da\\ude00");
        assertThat(OneLine.of("\uD83D")).isEqualTo("\\ud83d");
    }
}
