package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryTest {

    @Test
    void namesAndValuesAreDecoded() {
        Query query = Query.parse("a=1&b%20c=%C3%A4+x&d&e=&&f=x=y");
        assertThat(query.get("a")).isEqualTo("1");
        assertThat(query.get("b c")).isEqualTo("ä x");
        assertThat(query.get("d")).isEmpty();
        assertThat(query.get("e")).isEmpty();
        assertThat(query.get("f")).isEqualTo("x=y");
        assertThat(query.get("g")).isNull();
    }

    @Test
    void parameterIsGivenOnce() {
        assertThatThrownBy(() -> Query.parse("a=1&%61=2")).isInstanceOf(RegistryException.InvalidRequest.class);
    }

    @Test
    void flagIsTrueOrFalse() {
        assertThat(Query.parse("").flag("x")).isFalse();
        assertThat(Query.parse("x=true").flag("x")).isTrue();
        assertThat(Query.parse("x=false").flag("x")).isFalse();
        for (String text : List.of("x", "x=", "x=1", "x=TRUE")) {
            assertThatThrownBy(() -> Query.parse(text).flag("x"))
                    .as(text)
                    .isInstanceOf(RegistryException.InvalidRequest.class);
        }
    }

    @Test
    void unknownParameterIsRefusedWhereOnlySomeAreAllowed() {
        Query query = Query.parse("a=1&b=2");
        query.allowOnly(List.of("a", "b", "c"));
        assertThatThrownBy(() -> query.allowOnly(List.of("a"))).isInstanceOf(RegistryException.InvalidRequest.class);
    }

    @Test
    void thereAreNotTooManyParameters() {
        StringBuilder text = new StringBuilder("x=1");
        for (int number = 0; number < 32; number++) {
            text.append("&x").append(number).append("=1");
        }
        assertThatThrownBy(() -> Query.parse(text.toString())).isInstanceOf(RegistryException.InvalidRequest.class);
    }
}
