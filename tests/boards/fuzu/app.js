fetch("/build/jobs.json").then(r => r.json()).then(jobs => {
  document.getElementById("root").innerHTML = '<div class="job-list">' + jobs.map(job =>
    `<a class="b2c-card" slug="${job.slug}" company_slug="simba-security" location="Nakuru" description="Guards a gate" href="/kenya/jobs/${job.slug}"><h2>${job.title}</h2><p>Posted: May 20, 2026</p><p>${job.note}</p></a>`).join("") + '</div>';
  fetch("/more", {method: "POST", body: "who"}).catch(() => 0);
  fetch("/private").catch(() => 0);
});
