// Two things where scripts run; without them the pages work all the same.
(function () {
  // Leave at once: the page goes blank first, then the way out takes the place
  // of this page in the history. Shift three times within two seconds does the
  // same as the button.
  var form = document.getElementById('exit');
  var times = [];
  function leave() {
    document.title = '\u00a0';
    document.documentElement.style.display = 'none';
    location.replace(form.getAttribute('action'));
  }
  if (form) {
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      leave();
    });
    document.addEventListener('keydown', function (event) {
      if (event.key !== 'Shift') times = [];
      else if (!event.repeat) times.push(Date.now());
      times = times.slice(-3);
      if (times.length === 3 && times[2] - times[0] < 2000) leave();
    });
  }

  // A button beside every field that is there to be copied.
  [].forEach.call(document.querySelectorAll('[data-copy]'), function (field) {
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'plain';
    button.textContent = field.getAttribute('data-copy');
    button.addEventListener('click', function () {
      field.select();
      var done = navigator.clipboard ? navigator.clipboard.writeText(field.value) : Promise.resolve(document.execCommand('copy'));
      done.then(function () { button.textContent = field.getAttribute('data-copied'); }, function () {});
    });
    field.insertAdjacentElement('afterend', button);
  });
})();
