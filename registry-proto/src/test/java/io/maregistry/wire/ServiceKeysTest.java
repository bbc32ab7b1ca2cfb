package io.maregistry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceKeysTest {

    @Test
    void absentNamespaceAndGroupAreTheDefaults() {
        assertThat(ServiceKeys.service("a.B", null, null)).isEqualTo(ServiceName.of("a.B"));
    }

    @Test
    void namespaceAndGroupStandBesideTheService() {
        assertThat(ServiceKeys.service("a.B", "blue", null).key()).isEqualTo("blue/DEFAULT_GROUP/a.B");
        assertThat(ServiceKeys.service("a.B", null, "G").key()).isEqualTo("public/G/a.B");
    }

    @Test
    void wholeKeyNamesThemBoth() {
        assertThat(ServiceKeys.service("blue/G/a.B", null, null)).isEqualTo(ServiceName.of("blue", "G", "a.B"));
        assertThat(ServiceKeys.service("blue/G/a.B", "blue", "G")).isEqualTo(ServiceName.of("blue", "G", "a.B"));
    }

    @Test
    void keyAndQueryThatAreUnlikeAreRefused() {
        assertThat(refusalOf("blue/G/a.B", "red", null)).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusalOf("blue/G/a.B", null, "H")).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void missingServiceIsRefused() {
        assertThat(refusalOf(null, null, null)).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\r\nb",
                "a\u0000",
                "a@b",
                "a,b",
                "a*",
                "a?",
                "a#b",
                "../..",
                "a/b",
                "a/b/c/d",
                "//",
                "\u202eevil",
                "\ud800",
                "a\u0085",
                "\u200b"
            })
    void unlawfulNamesAreRefused(String name) {
        assertThat(refusalOf(name, null, null)).isEqualTo(ErrorCode.INVALID_NAME);
        assertThat(refusalOf("a.B", name, null)).isEqualTo(ErrorCode.INVALID_NAME);
        assertThat(refusalOf("a.B", null, name)).isEqualTo(ErrorCode.INVALID_NAME);
    }

    @Test
    void nameOf257CharactersIsRefused() {
        assertThat(ServiceKeys.service("a".repeat(256), null, null).name()).hasSize(256);
        assertThat(refusalOf("a".repeat(257), null, null)).isEqualTo(ErrorCode.INVALID_NAME);
    }

    @Test
    void listKeepsItsOrderAndNamesEachOnce() {
        assertThat(ServiceKeys.services("c.D,a.B,c.D", null, null))
                .containsExactly(ServiceName.of("c.D"), ServiceName.of("a.B"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.B,", ",a.B", "a.B,,c.D", "a.B, c.D"})
    void listWithAnUnlawfulNameIsRefused(String services) {
        InvalidRequest refusal =
                catchThrowableOfType(InvalidRequest.class, () -> ServiceKeys.services(services, null, null));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_NAME);
    }

    @Test
    void listOfMoreThanAThousandIsRefused() {
        InvalidRequest refusal = catchThrowableOfType(
                InvalidRequest.class, () -> ServiceKeys.services("a,".repeat(1_000) + "a", null, null));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    private static ErrorCode refusalOf(@Nullable String service, @Nullable String namespace, @Nullable String group) {
        return catchThrowableOfType(InvalidRequest.class, () -> ServiceKeys.service(service, namespace, group))
                .code();
    }
}
