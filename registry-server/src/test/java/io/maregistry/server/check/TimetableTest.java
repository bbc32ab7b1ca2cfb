package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimetableTest {

    private final Timetable<String> table = new Timetable<>();

    @Test
    void nothingIsDueBeforeItsTime() {
        table.add("a", 100);

        assertThat(table.takeDue(99)).isNull();
        assertThat(table.takeDue(100)).isEqualTo("a");
        assertThat(table.takeDue(100)).isNull();
    }

    @Test
    void whatIsDueLongestComesFirst() {
        table.add("b", 20);
        table.add("c", 30);
        table.add("a", 10);

        assertThat(table.takeDue(100)).isEqualTo("a");
        assertThat(table.takeDue(100)).isEqualTo("b");
        assertThat(table.takeDue(100)).isEqualTo("c");
    }

    @Test
    void whatIsDueAtTheSameTimeComesAsItWasPutDown() {
        table.add("first", 10);
        table.add("second", 10);

        assertThat(table.takeDue(10)).isEqualTo("first");
        assertThat(table.takeDue(10)).isEqualTo("second");
    }

    @Test
    void whatIsRemovedLeavesNothingBehind() {
        Timetable.Entry<String> entry = table.add("a", 10);
        table.add("a", 10);
        table.remove(entry);
        table.remove(entry);

        assertThat(table.size()).isEqualTo(1);
    }
}
