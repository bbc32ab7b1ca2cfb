package io.maregistry.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under a head, each column as wide as its longest cell, two blanks between columns. One thread. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();
    private final int[] widths;

    Table(String... head) {
        widths = new int[head.length];
        add(head);
    }

    /** One cell for each column; an empty one is printed as {@code -}. */
    void add(String... cells) {
        List<String> row = Arrays.stream(cells)
                .map(cell -> cell.isEmpty() ? "-" : Text.line(cell))
                .toList();
        for (int column = 0; column < widths.length; column++) {
            widths[column] = Math.max(widths[column], row.get(column).length());
        }
        rows.add(row);
    }

    void printTo(PrintWriter out) {
        rows.forEach(row -> out.println(text(row)));
        out.flush();
    }

    private String text(List<String> row) {
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            text.append(row.get(column));
            text.append(" ".repeat(widths[column] - row.get(column).length() + 2));
        }
        return text.toString().stripTrailing();
    }
}
