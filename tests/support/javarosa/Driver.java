import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.reference.PrefixedRootFactory;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormAnswerDataSerializer;
import org.javarosa.xform.util.XFormUtils;

/**
 * Fills forms with JavaRosa, one command a line on standard input, one line of JSON a command on standard output.
 *
 * <p>A command is a verb and its arguments, separated by tabs, each argument percent-encoded. After each step the form
 * is walked from its beginning to its end, as somebody who swipes through Collect does: JavaRosa makes the instances of
 * a counted repeat, and drops answers that a list no longer offers, only when it comes past them.
 *
 * <pre>
 * load FORM MEDIA                reads a form; its external lists lie in the folder MEDIA
 * new | open INSTANCE            begins an instance, or goes on with a saved one
 * next INSTANCE                  goes on with a saved one without reading the form anew
 * answer REF VALUE               answers a question; an empty value clears it
 * add NODESET | remove REF       one instance of a repeat more or less
 * language NAME                  switches the language
 * dump | xml                     the whole state; the instance as Collect would save it
 * time-load FORM TIMES           nanoseconds of each reading and beginning of a form
 * time-set FILE TIMES            nanoseconds of each answer; FILE holds one REF TAB VALUE a line
 * </pre>
 */
public final class Driver {
    private static final int MAX_EVENTS = 100_000;
    private static final int MAX_WALKS = 10;

    private final Media media = new Media();
    private final XFormAnswerDataSerializer writer = new XFormAnswerDataSerializer();
    private final Map<String, FormIndex> questions = new LinkedHashMap<>();
    private final Map<String, FormIndex> repeats = new LinkedHashMap<>();
    private final Map<String, FormIndex> additions = new LinkedHashMap<>();
    private final Map<String, List<String>> choices = new LinkedHashMap<>();
    private String path = "";
    private FormDef form;
    private TreeElement untouched;
    private FormEntryController controller;

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        System.setOut(System.err); // JavaRosa writes messages of its own
        Driver driver = new Driver();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split("\t", -1);
            for (int place = 0; place < words.length; place++) {
                words[place] = URLDecoder.decode(words[place], StandardCharsets.UTF_8);
            }
            String answer;
            try {
                answer = driver.run(words);
            } catch (Exception | StackOverflowError error) {
                answer = "{\"error\":" + quoted(error.getClass().getSimpleName() + ": " + error.getMessage()) + "}";
            }
            out.println(answer);
            out.flush();
        }
    }

    private Driver() {
        new XFormsModule().registerModule();
        PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        ReferenceManager.instance().addReferenceFactory(media);
    }

    private String run(String[] words) throws Exception {
        switch (words[0]) {
            case "load":
                path = words[1];
                media.folder = Path.of(words[2]);
                return begin(null);
            case "new":
                return begin(null);
            case "open":
                return begin(Files.readAllBytes(Path.of(words[1])));
            case "next":
                return fill(Files.readAllBytes(Path.of(words[1])));
            case "answer":
                answer(known(questions, words[1]), words[2]);
                return walked();
            case "add":
                controller.newRepeat(known(additions, words[1]));
                return walked();
            case "remove":
                controller.deleteRepeat(known(repeats, words[1]));
                return walked();
            case "language":
                controller.setLanguage(words[1]);
                return walked();
            case "dump":
                return walked();
            case "xml":
                byte[] xml = new XFormSerializingVisitor().serializeInstance(form.getMainInstance());
                return "{\"xml\":" + quoted(new String(xml, StandardCharsets.UTF_8)) + "}";
            case "time-load":
                return timeLoad(Integer.parseInt(words[2]), words[1]);
            case "time-set":
                return timeSet(Files.readAllLines(Path.of(words[1])), Integer.parseInt(words[2]));
            default:
                throw new IllegalArgumentException("unknown command " + words[0]);
        }
    }

    private static FormIndex known(Map<String, FormIndex> indices, String ref) {
        FormIndex index = indices.get(ref);
        if (index == null) {
            throw new IllegalArgumentException("not shown: " + ref);
        }
        return index;
    }

    // -- beginning -----------------------------------------------------------------------------------------------

    private static FormDef read(String file) throws Exception {
        try (InputStream stream = new FileInputStream(file)) {
            return XFormUtils.getFormFromInputStream(stream);
        }
    }

    private String begin(byte[] saved) throws Exception {
        form = read(path);
        untouched = form.getMainInstance().getRoot().deepCopy(true);
        return fill(saved);
    }

    private String fill(byte[] saved) throws Exception {
        if (saved != null) {
            TreeElement old = XFormParser.restoreDataModel(new ByteArrayInputStream(saved), null).getRoot();
            TreeElement root = untouched.deepCopy(true);
            root.populate(old, form);
            form.getMainInstance().setRoot(root);
        }
        form.initialize(saved == null, new InstanceInitializationFactory());
        controller = new FormEntryController(new FormEntryModel(form));
        return walked();
    }

    // -- steps ---------------------------------------------------------------------------------------------------

    private void answer(FormIndex index, String text) {
        controller.saveAnswer(index, text.isEmpty() ? null : data(index, text), true);
    }

    private IAnswerData data(FormIndex index, String text) {
        FormEntryPrompt prompt = controller.getModel().getQuestionPrompt(index);
        switch (prompt.getControlType()) {
            case Constants.CONTROL_SELECT_ONE:
                return new SelectOneData(selection(prompt, text));
            case Constants.CONTROL_SELECT_MULTI:
                return new SelectMultiData(selections(prompt, text));
            case Constants.CONTROL_RANK:
                return new MultipleItemsData(selections(prompt, text));
            default:
                return XFormAnswerDataParser.getAnswerData(text, prompt.getDataType(), prompt.getQuestion());
        }
    }

    private static List<Selection> selections(FormEntryPrompt prompt, String text) {
        List<Selection> found = new ArrayList<>();
        for (String name : text.split(" ")) {
            found.add(selection(prompt, name));
        }
        return found;
    }

    private static Selection selection(FormEntryPrompt prompt, String name) {
        for (SelectChoice choice : prompt.getSelectChoices()) {
            if (choice.getValue().equals(name)) {
                return choice.selection();
            }
        }
        throw new IllegalArgumentException("not offered: " + name);
    }

    // -- walking -------------------------------------------------------------------------------------------------

    /** Walks until a whole walk changes nothing more, and says what there is then. */
    private String walked() {
        String before = "";
        String now = "";
        for (int round = 0; round < MAX_WALKS; round++) {
            walk();
            now = state();
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
        return now;
    }

    private void walk() {
        questions.clear();
        repeats.clear();
        additions.clear();
        choices.clear();
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        for (int left = MAX_EVENTS; left > 0; left--) {
            int event = controller.stepToNextEvent();
            FormIndex index = controller.getModel().getFormIndex();
            switch (event) {
                case FormEntryController.EVENT_END_OF_FORM:
                    return;
                case FormEntryController.EVENT_QUESTION:
                    questions.put(place(index), index);
                    offered(index);
                    break;
                case FormEntryController.EVENT_REPEAT:
                    repeats.put(place(index), index);
                    break;
                case FormEntryController.EVENT_PROMPT_NEW_REPEAT:
                    TreeReference above = index.getReference().getParentRef();
                    additions.put(place(form.getMainInstance().resolveReference(above)) + "/"
                            + index.getReference().getNameLast(), index);
                    break;
                default:
            }
        }
        throw new IllegalStateException("no end of the form");
    }

    private void offered(FormIndex index) {
        FormEntryPrompt prompt = controller.getModel().getQuestionPrompt(index);
        List<SelectChoice> offered = prompt.getSelectChoices();
        if (offered != null) {
            List<String> names = new ArrayList<>();
            for (SelectChoice choice : offered) {
                names.add(choice.getValue());
            }
            choices.put(place(index), names);
        }
    }

    private String place(FormIndex index) {
        return place(form.getMainInstance().resolveReference(index.getReference()));
    }

    private static String place(TreeElement element) {
        String above = element.getParent() instanceof TreeElement && ((TreeElement) element.getParent()).getName() != null
                ? place((TreeElement) element.getParent())
                : "";
        String position = element.isRepeatable() ? "[" + (element.getMult() + 1) + "]" : "";
        return above + "/" + element.getName() + position;
    }

    // -- what there is -------------------------------------------------------------------------------------------

    private String state() {
        StringBuilder text = new StringBuilder("{\"nodes\":[");
        TreeElement root = form.getMainInstance().getRoot();
        describe(root, "/" + root.getName(), text);
        text.setLength(text.length() - 1);
        text.append("],\"choices\":{");
        String separator = "";
        for (Map.Entry<String, List<String>> entry : choices.entrySet()) {
            text.append(separator).append(quoted(entry.getKey())).append(':').append(list(entry.getValue()));
            separator = ",";
        }
        return text.append("},\"questions\":").append(list(questions.keySet()))
                .append(",\"additions\":").append(list(additions.keySet()))
                .append(",\"repeats\":").append(list(repeats.keySet())).append('}').toString();
    }

    /** [ref, value, relevant, required, readonly, valid, leaf] of the element and all below it. */
    private void describe(TreeElement element, String ref, StringBuilder text) {
        IAnswerData value = element.getValue();
        TreeReference reference = element.getRef();
        boolean valid = value == null || form.evaluateConstraint(reference, value);
        Object written = value == null ? "" : writer.serializeAnswerData(value, element.getDataType());
        text.append('[').append(quoted(ref)).append(',').append(quoted(String.valueOf(written)))
                .append(',').append(element.isRelevant()).append(',').append(element.isRequired())
                .append(',').append(!element.isEnabled()).append(',').append(valid)
                .append(',').append(!element.hasChildren()).append("],");
        Set<TreeElement> seen = new HashSet<>();
        for (int place = 0; place < element.getNumChildren(); place++) {
            TreeElement child = element.getChildAt(place);
            if (child.getMult() != TreeReference.INDEX_TEMPLATE && seen.add(child)) {
                String position = child.isRepeatable() ? "[" + (child.getMult() + 1) + "]" : "";
                describe(child, ref + "/" + child.getName() + position, text);
            }
        }
    }

    private static String list(Iterable<String> words) {
        StringBuilder text = new StringBuilder("[");
        for (String word : words) {
            text.append(text.length() > 1 ? "," : "").append(quoted(word));
        }
        return text.append(']').toString();
    }

    private static String quoted(String word) {
        StringBuilder text = new StringBuilder("\"");
        for (char letter : word.toCharArray()) {
            if (letter == '"' || letter == '\\') {
                text.append('\\').append(letter);
            } else if (letter < ' ') {
                text.append(String.format("\\u%04x", (int) letter));
            } else {
                text.append(letter);
            }
        }
        return text.append('"').toString();
    }

    // -- time ----------------------------------------------------------------------------------------------------

    private String timeLoad(int times, String file) throws Exception {
        long[] taken = new long[times];
        for (int round = 0; round < times; round++) {
            long begun = System.nanoTime();
            FormDef read = read(file);
            read.initialize(true, new InstanceInitializationFactory());
            taken[round] = System.nanoTime() - begun;
        }
        return "{\"times\":" + Arrays.toString(taken) + "}";
    }

    /** Answers only: what walking costs is not counted. */
    private String timeSet(List<String> lines, int times) throws Exception {
        long[] taken = new long[times * lines.size()];
        walk();
        int number = 0;
        for (int round = 0; round < times; round++) {
            for (String line : lines) {
                String[] words = line.split("\t", -1);
                FormIndex index = known(questions, words[0]);
                IAnswerData data = words[1].isEmpty() ? null : data(index, words[1 + round % (words.length - 1)]);
                long begun = System.nanoTime();
                controller.saveAnswer(index, data, true);
                taken[number++] = System.nanoTime() - begun;
            }
        }
        return "{\"times\":" + Arrays.toString(taken) + "}";
    }

    /** Files of one folder under jr://file/ and jr://file-csv/. */
    private static final class Media extends PrefixedRootFactory {
        private Path folder = Path.of(".");

        private Media() {
            super(new String[] {"file/", "file-csv/", "images/", "audio/", "video/"});
        }

        @Override
        protected Reference factory(String terminal, String uri) {
            return new Attached(folder.resolve(Path.of(terminal).getFileName()), uri);
        }
    }

    private static final class Attached implements Reference {
        private final Path file;
        private final String uri;

        private Attached(Path file, String uri) {
            this.file = file;
            this.uri = uri;
        }

        @Override
        public boolean doesBinaryExist() {
            return Files.exists(file);
        }

        @Override
        public InputStream getStream() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public String getURI() {
            return uri;
        }

        @Override
        public String getLocalURI() {
            return file.toString();
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void remove() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Reference[] probeAlternativeReferences() {
            return new Reference[0];
        }
    }
}
