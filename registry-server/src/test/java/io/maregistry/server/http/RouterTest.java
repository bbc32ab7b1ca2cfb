package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterTest {

    private final Route list = route(Verb.GET, "/v1/services/{s}/instances");
    private final Route one = route(Verb.GET, "/v1/services/{s}/instances/{id}");
    private final Route gone = route(Verb.DELETE, "/v1/services/{s}/instances/{id}");
    private final Route info = route(Verb.GET, "/info");
    private final Router router = new Router(List.of(list, one, gone, info));

    private static Route route(Verb verb, String template) {
        return new Route(verb, template, Route.Intake.DROPPED, List.of(), exchange -> {});
    }

    @Test
    void fixedPathIsFound() {
        assertThat(router.find("/info")).satisfies(found -> {
            assertThat(found.path().route(Verb.GET)).isSameAs(info);
            assertThat(found.path().route(Verb.POST)).isNull();
            assertThat(found.path().allowed()).containsExactly("GET", "HEAD");
        });
    }

    @Test
    void segmentsAreSplitBeforeTheyAreDecoded() {
        assertThat(router.find("/v1/services/ns%2Fgroup%2Fa.B/instances/http%3A%2F%2Fh%3A1%2Fx%252F"))
                .satisfies(found -> {
                    assertThat(found.path().route(Verb.DELETE)).isSameAs(gone);
                    assertThat(found.variables()).containsExactly("ns/group/a.B", "http://h:1/x%2F");
                });
        assertThat(router.find("/v1%2Fservices/a/instances")).isNull();
    }

    @Test
    void nothingIsForgiven() {
        for (String path :
                List.of("/info/", "//info", "/INFO", "/", "/v1/services//instances", "/info%20", "/i/../info")) {
            assertThat(router.find(path)).as(path).isNull();
        }
    }

    @Test
    void malformedEscapesAreRefused() {
        for (String path : List.of("/%", "/%4", "/%zz", "/%ff", "/%c0%af", "/%ed%a0%80")) {
            assertThatThrownBy(() -> router.find(path)).as(path).isInstanceOf(RegistryException.InvalidRequest.class);
        }
    }

    @Test
    void twoRoutesForOneVerbOnOnePathAreAMistake() {
        assertThatThrownBy(() -> new Router(List.of(info, route(Verb.GET, "/info"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
