package io.maregistry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNameTest {

    @Test
    void keyIsTheBareNameInTheDefaults() {
        assertThat(ServiceName.of("a.B").key()).isEqualTo("a.B");
        assertThat(ServiceName.of("public", "DEFAULT_GROUP", "a.B")).isEqualTo(ServiceName.of("a.B"));
        assertThat(ServiceName.of("public", "blue", "a.B").key()).isEqualTo("public/blue/a.B");
        assertThat(ServiceName.of("ns", "DEFAULT_GROUP", "a.B").key()).isEqualTo("ns/DEFAULT_GROUP/a.B");
    }

    @Test
    void keyReadsBackAsTheSameName() {
        for (ServiceName name : List.of(ServiceName.of("a.B"), ServiceName.of("ns", "g", "ü-名"))) {
            assertThat(ServiceName.ofKey(name.key())).isEqualTo(name);
        }
        assertThatThrownBy(() -> ServiceName.ofKey("a/b")).hasMessageContaining("namespace/group/service");
        assertThatThrownBy(() -> ServiceName.ofKey("a/b/c/d")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "a/b", "a@b", "a,b", "a*", "a?", "a#", "a\tb", "a\r\nb", "a\u0000", "\u202ea", "\u200b",
                "\u00a0", "\u3000", "\ud800", "\udc00a", "../.."
            })
    void otherNamesAreRefused(String name) {
        assertThatThrownBy(() -> ServiceName.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("service must")
                .hasMessageNotContaining("\n");
    }

    @Test
    void namesHaveAtMost256Characters() {
        assertThat(ServiceName.of("a".repeat(256)).name()).hasSize(256);
        assertThatThrownBy(() -> ServiceName.of("a".repeat(257)))
                .hasMessage("service must have 1 to 256 characters, had 257");
    }
}
