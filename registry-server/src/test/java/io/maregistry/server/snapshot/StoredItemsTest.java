package io.maregistry.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.maregistry.server.state.Position;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.server.store.Kept;
import io.maregistry.server.store.SampleRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredItemsTest {

    private final SampleRegistry registry = SampleRegistry.born(7)
            .describe("blue", "before")
            .route("S", "BLUE")
            .publish("db", "one")
            .release("S", 1, "1.0.0.0");

    @Test
    void itemsAreThePartsOfTheFullDocument() {
        assertThat(StoredItems.of(registry.root()).all())
                .extracting(item -> item.place() + " at " + item.revision() + ": " + item.content())
                .satisfiesExactly(
                        item -> assertThat(item)
                                .isEqualTo(
                                        "namespace 0 blue at 1: {\"description\":\"before\",\"services\":5,\"revision\":1}"),
                        item -> assertThat(item)
                                .isEqualTo("routing 0 public/S at 2: {\"active\":\"BLUE\",\"revision\":2}"),
                        item -> assertThat(item).startsWith("config 3 db at 3: {\"revision\":3,\"at\":"),
                        item -> assertThat(item).startsWith("release 1 S at 0: {\"order\":1,\"id\":"));
    }

    @Test
    void onlyWhatDiffersIsToBeWritten() {
        StoredItems before = StoredItems.of(registry.root());
        registry.describe("blue", "after").publish("db", "two").release("S", 1, "2.0.0.0");

        StoredItems.Changes changes = StoredItems.of(registry.root()).since(before);

        assertThat(places(changes.added())).containsExactly("config 6 db", "release 2 S");
        assertThat(places(changes.changed())).containsExactly("namespace 0 blue", "release 1 S");
        assertThat(changes.removed()).isEmpty();
        assertThat(before.since(StoredItems.of(registry.root())).removed())
                .extracting(StoredItem.Place::toString)
                .containsExactly("config 6 db", "release 2 S");
        assertThat(before.since(before).isEmpty()).isTrue();
    }

    @Test
    void everyItemOfManyComesBack() {
        Root root = SampleRegistry.ofEverything(1_000).root();
        StoredItems items = StoredItems.of(root);
        assertThat(items.all()).hasSize(items.size());

        Root read = read(contents(items), root.scalars());

        assertThat(Kept.of(read).items()).isEqualTo(Kept.of(root).items());
        assertThat(read.hash()).isEqualTo(read.recomputedHash());
        assertThat(StoredItems.of(read).since(items).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NAMESPACE    | blue     | 0 | {}
            NAMESPACE    | blue     | 1 | {"revision":1}
            NAMESPACE    | a/b      | 0 | {"revision":1}
            NAMESPACE    | blue     | 0 | {"revision":1} 2
            RULES        | S        | 0 | {"revision":1}
            ROUTING      | public/S | 0 | []
            ROUTING      | S        | 0 | {"revision":1}
            RULES        | S        | 0 | {"revision":1}
            RULES        | S        | 0 | {"ttlMs":1,"revision":1}
            RULES        | a/S      | 0 | {"ttlMs":5000,"revision":1}
            CONFIG       | db       | 3 | {"revision":4,"at":1}
            CONFIG       | db       | 3 | {"revision":3,"at":1,"text":"x"}
            CONFIG_FLOOR | ''       | 0 | {"floor":3,"items":{"a":[{"revision":3,"at":1}]}}
            RELEASE      | S        | 2 | {"order":1}
            """)
    void whatNobodyWroteIsUnlawful(StoredItem.Kind kind, String key, long number, String content) {
        StoredItem.Place place = new StoredItem.Place(kind, key, number);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of(place, content), registry.root().scalars()))
                .withMessageStartingWith("item " + place + ": ");
    }

    private static Map<StoredItem.Place, String> contents(StoredItems items) {
        Map<StoredItem.Place, String> contents = new LinkedHashMap<>();
        items.all().forEach(item -> contents.put(item.place(), item.content()));
        return contents;
    }

    private static Root read(Map<StoredItem.Place, String> contents, Scalars scalars) {
        StateBuilder builder = new StateBuilder().scalars(scalars);
        new StoredItemsReader(builder).read(contents);
        return builder.build(Position.START).root();
    }

    private static List<String> places(List<StoredItem> items) {
        return items.stream().map(item -> item.place().toString()).toList();
    }
}
